using Workbench.Engine.Model;
using Workbench.Engine.Native;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>
/// Runs other inputs through the model for a method, a batch at a time: one forward per batch, and one sweep per batch for all its rows.
/// Halves the batch if memory runs out.
/// </summary>
/// <param name="network">The model, in the state of the pass.</param>
/// <param name="batch">Inputs per forward.</param>
/// <param name="answered">Called after each batch.</param>
internal sealed class ModelQuestions(Network network, int batch, Action answered) : IModelQuestions
{
    private static readonly HashSet<int> s_none = [];

    private int _batch = batch;

    public Tensor Logits(Tensor inputs) => Answer((int)inputs.shape[0], (start, end) =>
    {
        using var forward = ForwardPass.Run(network, inputs[start..end], _ => false);
        return forward.Logits.clone();
    });

    public Tensor InputGradients(Tensor inputs, IReadOnlyList<(int Input, int Target)> rows, BackwardRule? rule = null)
    {
        if (rows.Zip(rows.Skip(1)).Any(pair => pair.First.Input > pair.Second.Input))
            throw new ArgumentException("Rows have to be sorted by input.", nameof(rows));
        var kept = network.Architecture.OutputsReadBySweep(rule, network.Architecture.Swept(s_none, input: true));
        return Answer((int)inputs.shape[0], (start, end) =>
        {
            var here = rows.Where(row => row.Input >= start && row.Input < end).Select(row => (row.Input - start, row.Target)).ToList();
            using var forward = ForwardPass.Run(network, inputs[start..end], kept.Contains);
            using var sweep = BackwardSweep.Run(forward, new TargetPairs(end - start, here), rule, s_none, inputGradient: true);
            return sweep.InputGradient.clone();
        });
    }

    private Tensor Answer(int count, Func<int, int, Tensor> part)
    {
        using var none = no_grad();
        var answers = new List<Tensor>();
        for (var start = 0; start < count;)
        {
            var end = Math.Min(count, start + _batch);
            try
            {
                answers.Add(part(start, end));
                start = end;
            }
            catch (Exception error) when (end - start > 1 && OutOfMemory.Is(error))
            {
                _batch = (end - start) / 2;
            }
            answered();
        }
        return cat(answers);
    }
}

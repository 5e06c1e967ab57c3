using Workbench.Engine.Model;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>Answers a method's questions about other inputs, a batch at a time: one forward per input, one sweep per batch for all its rows.</summary>
/// <param name="chain">The model in the state of the pass.</param>
/// <param name="batch">Inputs per forward.</param>
/// <param name="answered">Told after each batch.</param>
internal sealed class ModelQuestions(Chain chain, int batch, Action answered) : IModelQuestions
{
    private static readonly HashSet<int> s_none = [];

    public Tensor Logits(Tensor inputs)
    {
        using var none = no_grad();
        return cat([.. Batches((int)inputs.shape[0]).Select(part =>
        {
            using var forward = ForwardPass.Run(chain, inputs[part.Start..part.End], _ => false);
            answered();
            return forward.Logits.clone();
        })]);
    }

    public Tensor InputGradients(Tensor inputs, IReadOnlyList<(int Input, int Target)> rows, BackwardRule? rule = null)
    {
        if (rows.Zip(rows.Skip(1)).Any(pair => pair.First.Input > pair.Second.Input)) throw new ArgumentException("Rows have to be in the order of their inputs.", nameof(rows));
        using var none = no_grad();
        var kept = chain.Card.KeptFor(rule, lowest: -1);
        return cat([.. Batches((int)inputs.shape[0]).Select(part =>
        {
            var here = rows.Where(row => row.Input >= part.Start && row.Input < part.End).Select(row => (row.Input - part.Start, row.Target)).ToList();
            using var forward = ForwardPass.Run(chain, inputs[part.Start..part.End], kept.Contains);
            using var sweep = BackwardSweep.Run(forward, new Pairs(part.End - part.Start, here), rule, s_none, inputGradient: true);
            answered();
            return sweep.InputGradient.clone();
        })]);
    }

    private IEnumerable<(int Start, int End)> Batches(int count) =>
        Enumerable.Range(0, (count + batch - 1) / batch).Select(i => (i * batch, Math.Min(count, (i + 1) * batch)));
}

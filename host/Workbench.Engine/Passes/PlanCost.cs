using Workbench.Engine.Model;

namespace Workbench.Engine.Passes;

/// <summary>The predicted cost of a plan for one image, computed from the layers' sizes.</summary>
/// <param name="ForwardFlops">Floating-point operations of the forward passes, all states.</param>
/// <param name="SweepFlops">Floating-point operations of one row of every sweep, all states.</param>
/// <param name="CellFlops">Floating-point operations of the same cells without sharing: a forward and a sweep per cell.</param>
/// <param name="KeptBytes">Peak bytes of kept activations, signals and the maps of further states.</param>
/// <param name="Rows">Rows (targets) per image that the estimate assumes.</param>
public sealed record PlanCost(double ForwardFlops, double SweepFlops, double CellFlops, long KeptBytes, int Rows)
{
    private const int ComparedBytes = 32;

    /// <summary>Floating-point operations for one image with shared passes.</summary>
    public double SharedFlops => ForwardFlops + Rows * SweepFlops;

    /// <summary>Images per batch that keep the peak within a budget, between 1 and <paramref name="most"/>.</summary>
    /// <param name="budget">Bytes.</param>
    /// <param name="most">Upper limit, images.</param>
    public int BatchFor(long budget, int most) => (int)Math.Clamp(budget / Math.Max(1, KeptBytes), 1, most);

    /// <summary>Predicts the cost of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="width">Width of the model's input, pixels.</param>
    /// <param name="height">Height of the model's input, pixels.</param>
    /// <param name="rows">Rows per image and sweep to assume.</param>
    /// <param name="elementSize">Bytes per number: 4 or 8.</param>
    public static PlanCost Estimate(PassPlan plan, int width, int height, int rows, int elementSize = 4)
    {
        var sizes = Sizes(plan.Model, width, height);
        double forward = 0, sweeps = 0, alone = 0;
        long peak = 0;
        foreach (var state in plan.States)
        {
            forward += sizes.Skip(state.From).Sum(size => size.Flops);
            long sweepPeak = 0;
            foreach (var sweep in state.Sweeps)
            {
                double Down(SweptLayers swept) => sizes.Where(size => swept.Passes(plan.Model.Layers[size.Index])).Sum(size => size.Flops);
                sweeps += Down(sweep.Swept(plan.Model));
                foreach (var method in sweep.Methods)
                {
                    var own = plan.Model.Swept(method.Gradients, method.InputGradient);
                    var cells = plan.Cells.Count(cell => cell.Cell.Method == method.Method && cell.Request.States.Contains(state.State));
                    var full = sizes.Sum(size => size.Flops);
                    forward += method.Questions * full;
                    sweeps += method.Questions * full;
                    alone += cells * (full + rows * Down(own) + method.Questions * (1 + rows) * full);
                }
                var activations =
                    rows > 1 ? sweep.Methods.SelectMany(method => method.Activations).Distinct().Sum(index => sizes[index].Elements) : 0;
                var transient = 3 * sizes.Max(size => size.Elements);   // upstream, downstream, and a method's result for one layer
                sweepPeak = Math.Max(sweepPeak, rows * (sweep.Gradients.Sum(index => sizes[index].Elements) + activations + transient));
            }
            peak = Math.Max(peak, state.Keep.Sum(index => sizes[index].Elements) + sweepPeak);
        }
        // Maps of several states are held until the image is scored, and each is compared at full size: tens of bytes per pixel.
        var compared = plan.Cells.Sum(cell => cell.Request.States.Count - 1L) * width * height * ComparedBytes;
        return new PlanCost(forward, sweeps, alone, peak * elementSize + compared, rows);
    }

    private sealed record LayerSize(int Index, long Elements, double Flops);

    // An input that the model does not take is planned at the model's own size.
    private static List<LayerSize> Sizes(Architecture model, int width, int height)
    {
        if (model.SizeFault(width, height) is not null) (width, height) = (model.InputSize, model.InputSize);
        var shapes = model.Shapes(width, height);
        long[] image = [model.InputRanges.Count, height, width];
        return
        [
            .. model.Layers.Select(layer => new LayerSize(
                layer.Index,
                shapes[layer.Index].Aggregate(1L, (count, side) => count * side),
                2 * model.Operators[layer.Index].Products([.. layer.Inputs.Select(input => input < 0 ? image : shapes[input])]))),
        ];
    }
}

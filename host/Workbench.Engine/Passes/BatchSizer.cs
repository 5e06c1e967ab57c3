using TorchSharp;
using Workbench.Engine.Model;

namespace Workbench.Engine.Passes;

/// <summary>How the batch size is chosen.</summary>
public enum BatchChoice
{
    /// <summary>The user's number.</summary>
    Given,

    /// <summary>From the predicted memory of the plan.</summary>
    Memory,

    /// <summary>By doubling from one image while that is faster, as the free memory of a GPU is unknown.</summary>
    Probe,
}

/// <summary>Memory ran out, and the batch was halved.</summary>
/// <param name="From">Images in the batch that ran out of memory.</param>
/// <param name="To">Images in the next batch.</param>
/// <param name="Width">Width of the model's input, pixels.</param>
/// <param name="Height">Height of the model's input, pixels.</param>
/// <param name="Reason">The message of the memory error.</param>
public sealed record BatchHalving(int From, int To, int Width, int Height, string Reason);

/// <summary>
/// Chooses how many images run together. The caller reports how each batch went. When memory runs out, the size is halved, down to one
/// image, for the current images and all later ones. The limit is kept in pixels, so that it holds for images of other sizes.
/// </summary>
/// <param name="choice">How the size is chosen.</param>
/// <param name="given">Images per batch, if the user gave a number.</param>
/// <param name="elementSize">Bytes per number: 4 or 8.</param>
public sealed class BatchSizer(BatchChoice choice, int given = 0, int elementSize = 4)
{
    private const long MemoryBudget = 3L << 29;
    private const int LargestOnCpu = 16, LargestOnDevice = 128, AssumedRows = 4;
    private const double WorthDoubling = 1.05;

    private readonly List<BatchHalving> _halvings = [];
    private bool _probing = choice == BatchChoice.Probe;
    private long _pixels = long.MaxValue;   // most pixels of a batch
    private int _proposed, _warm;
    private double _fastest;

    /// <summary>The sizer for a model on its device: the user's number, else by memory on the CPU and by a probe on a GPU.</summary>
    /// <param name="model">The model.</param>
    /// <param name="given">The user's number, or 0 for none.</param>
    public static BatchSizer ForModel(ModelService model, int given = 0) =>
        new(
            given > 0 ? BatchChoice.Given
                : model.Device.type == DeviceType.CPU ? BatchChoice.Memory
                : BatchChoice.Probe,
            given,
            (int)model.Dtype.ElementSize());

    public BatchChoice Choice => choice;

    /// <summary>The largest size that it can propose.</summary>
    public int Largest => choice switch { BatchChoice.Given => given, BatchChoice.Memory => LargestOnCpu, _ => LargestOnDevice };

    /// <summary>The size last proposed.</summary>
    public int Size => _proposed;

    /// <summary>The halvings, in order.</summary>
    public IReadOnlyList<BatchHalving> Halvings => _halvings;

    /// <summary>How many images of a size to run together, at least 1.</summary>
    /// <param name="plan">The passes.</param>
    /// <param name="width">Width of the model's input, pixels.</param>
    /// <param name="height">Height of the model's input, pixels.</param>
    /// <param name="rows">Rows per image and sweep to assume.</param>
    public int Propose(PassPlan plan, int width, int height, int rows = AssumedRows)
    {
        if (_probing && _pixels == long.MaxValue) _pixels = (long)width * height;
        var wished =
            choice == BatchChoice.Memory
                ? PlanCost.Estimate(plan, width, height, rows, elementSize).BatchFor(MemoryBudget, LargestOnCpu)
                : Largest;
        return _proposed = (int)Math.Clamp(_pixels / ((long)width * height), 1, wished);
    }

    /// <summary>Reports a successful batch. A probe doubles the size if this batch was faster per pixel than all before.</summary>
    /// <param name="images">Images in the batch.</param>
    /// <param name="width">Width of the model's input, pixels.</param>
    /// <param name="height">Height of the model's input, pixels.</param>
    /// <param name="time">How long it took.</param>
    public void ReportSuccess(int images, int width, int height, TimeSpan time)
    {
        if (!_probing || images < _proposed) return;   // a partial last batch measures nothing
        if (_warm != images)
        {
            _warm = images;   // the first batch of a size also allocates memory and selects kernels
            return;
        }
        var speed = (double)images * width * height / time.TotalSeconds;
        var faster = speed > WorthDoubling * _fastest;
        _probing = faster && images < Largest;
        if (faster) _fastest = speed;
        if (_probing) _pixels = 2L * images * width * height;
        else if (!faster) _pixels = (long)images / 2 * width * height;   // the size before was as fast
    }

    /// <summary>Reports that memory ran out.</summary>
    /// <param name="images">Images in the batch.</param>
    /// <param name="width">Width of the model's input, pixels.</param>
    /// <param name="height">Height of the model's input, pixels.</param>
    /// <param name="reason">The message of the memory error.</param>
    /// <returns>Whether a smaller batch can be tried. False for one image. The size for other images does not change then.</returns>
    public bool Halve(int images, int width, int height, string reason)
    {
        _probing = false;
        if (images <= 1) return false;
        _proposed = images / 2;
        _pixels = (long)_proposed * width * height;
        _halvings.Add(new BatchHalving(images, _proposed, width, height, reason));
        return true;
    }

    /// <summary>A line for the end of the run: halvings, or the size that the probe found. Null if there is nothing to report.</summary>
    public string? Summary
    {
        get
        {
            if (_halvings is not [var first, ..])
                return choice == BatchChoice.Probe && _proposed > 0 ? $"Batches of {_proposed} images, found by a probe." : null;
            var (times, last) = (_halvings.Count == 1 ? "once" : $"{_halvings.Count} times", _halvings[^1].To);
            return $"Memory ran out {times}: batches of {first.From} images of {first.Width}×{first.Height} were halved to {last} "
                + $"(--batch {last} starts there). {first.Reason}";
        }
    }
}

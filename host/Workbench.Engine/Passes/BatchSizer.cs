using TorchSharp;
using Workbench.Engine.Model;

namespace Workbench.Engine.Passes;

/// <summary>Where the size of batches comes from.</summary>
public enum BatchChoice
{
    /// <summary>The user's number.</summary>
    Given,

    /// <summary>A prediction of the plan's memory.</summary>
    Memory,

    /// <summary>Doubled from one image as long as that is faster: nobody tells how much memory a GPU has left.</summary>
    Probe,
}

/// <summary>Memory ran out, and the batch was halved.</summary>
/// <param name="From">Images that were too many.</param>
/// <param name="To">Images that were tried next.</param>
/// <param name="Width">Of the model's input, pixels.</param>
/// <param name="Height">Of the model's input, pixels.</param>
/// <param name="Reason">What ran out, and at what.</param>
public sealed record BatchHalving(int From, int To, int Width, int Height, string Reason);

/// <summary>
/// How many images run together. It proposes a size and is told how it went; where memory ran out the size is halved, down to one image, for the images in hand and all that follow. What it has learned
/// it keeps in pixels, so that it holds for images of other sizes.
/// </summary>
/// <param name="choice">Where the size comes from.</param>
/// <param name="given">Images, where the user gave a number.</param>
/// <param name="elementSize">Bytes per number: 4 or 8.</param>
public sealed class BatchSizer(BatchChoice choice, int given = 0, int elementSize = 4)
{
    private const long MemoryBudget = 3L << 29;
    private const int LargestOnCpu = 16, LargestOnDevice = 128, AssumedRows = 4;
    private const double WorthDoubling = 1.05;

    private readonly List<BatchHalving> _halvings = [];
    private bool _probing = choice == BatchChoice.Probe;
    private long _pixels = long.MaxValue;   // that a batch may have
    private int _proposed, _warm;
    private double _fastest;

    /// <summary>The sizer for a model on its device: the user's number, else by memory on the CPU and by a probe on CUDA.</summary>
    /// <param name="model">The model.</param>
    /// <param name="given">The user's number, or 0.</param>
    public static BatchSizer For(ModelService model, int given = 0) =>
        new(
            given > 0 ? BatchChoice.Given
                : model.Device.type == DeviceType.CPU ? BatchChoice.Memory
                : BatchChoice.Probe,
            given,
            (int)model.Dtype.ElementSize());

    /// <summary>Where the size comes from.</summary>
    public BatchChoice Choice => choice;

    /// <summary>The most images that it would ever propose.</summary>
    public int Largest => choice switch { BatchChoice.Given => given, BatchChoice.Memory => LargestOnCpu, _ => LargestOnDevice };

    /// <summary>The size last proposed.</summary>
    public int Size => _proposed;

    /// <summary>Each time that memory ran out, in order.</summary>
    public IReadOnlyList<BatchHalving> Halvings => _halvings;

    /// <summary>Images of a size to run together, at least 1.</summary>
    /// <param name="plan">The passes.</param>
    /// <param name="width">Of the model's input, pixels.</param>
    /// <param name="height">Of the model's input, pixels.</param>
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

    /// <summary>A batch went well. While it probes, the next is of double size if this one was faster by the pixel than any before.</summary>
    /// <param name="images">Images of the batch.</param>
    /// <param name="width">Of the model's input, pixels.</param>
    /// <param name="height">Of the model's input, pixels.</param>
    /// <param name="time">How long it took.</param>
    public void Done(int images, int width, int height, TimeSpan time)
    {
        if (!_probing || images < _proposed) return;   // the last few of a size tell nothing
        if (_warm != images)
        {
            _warm = images;   // the first batch of a size also takes the memory and chooses the kernels
            return;
        }
        var speed = (double)images * width * height / time.TotalSeconds;
        var faster = speed > WorthDoubling * _fastest;
        _probing = faster && images < Largest;
        if (faster) _fastest = speed;
        if (_probing) _pixels = 2L * images * width * height;
        else if (!faster) _pixels = (long)images / 2 * width * height;   // the size before was as fast
    }

    /// <summary>Memory ran out.</summary>
    /// <param name="images">Images of the batch.</param>
    /// <param name="width">Of the model's input, pixels.</param>
    /// <param name="height">Of the model's input, pixels.</param>
    /// <param name="reason">What ran out.</param>
    /// <returns>Whether fewer images can be tried; false for one image, whose size decides nothing about others.</returns>
    public bool Halve(int images, int width, int height, string reason)
    {
        _probing = false;
        if (images <= 1) return false;
        _proposed = images / 2;
        _pixels = (long)_proposed * width * height;
        _halvings.Add(new BatchHalving(images, _proposed, width, height, reason));
        return true;
    }

    /// <summary>What a user is told at the end, or null where all went as foreseen.</summary>
    public string? Summary => _halvings is [var first, ..]
        ? $"Memory ran out {(_halvings.Count == 1 ? "once" : $"{_halvings.Count} times")}: batches of {first.From} images of {first.Width}×{first.Height} were halved to {_halvings[^1].To} (--batch {_halvings[^1].To} starts there). {first.Reason}"
        : choice == BatchChoice.Probe && _proposed > 0 ? $"Batches of {_proposed} images, found by a probe." : null;
}

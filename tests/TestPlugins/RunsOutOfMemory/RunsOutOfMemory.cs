using System.Runtime.InteropServices;

namespace Workbench.TestPlugins;

public sealed record RunsOutOfMemoryOptions
{
    [Option("rows above which it throws libtorch's error for a full GPU", Min = 0, Max = 1000)]
    public int Above { get; init; } = 1000;

    [Option("whether it allocates more CPU memory than exists")]
    public bool Really { get; init; }
}

[Attribution("runs-out-of-memory", Cite = "Doe")]
public sealed class RunsOutOfMemory(RunsOutOfMemoryOptions options) : IAttributionMethod
{
    private const long Petabyte = 1L << 50;

    public PassRequest Plan(IArchitecture model) => PassRequest.Create("b5", Tap.Activation);

    public Tensor Attribute(IPass pass)
    {
        if (pass.Rows.Count > options.Above)
            throw new GpuIsFullException(
                "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 7.79 GiB of which 1.20 GiB is free.\n"
                + "Exception raised from malloc");
        if (options.Really) return empty(Petabyte);
        return pass.Activation("b5").mean([1], keepdim: true);
    }
}

/// <summary>TorchSharp's exception type, which only libtorch's text identifies as out of memory.</summary>
internal sealed class GpuIsFullException(string text) : ExternalException(text);

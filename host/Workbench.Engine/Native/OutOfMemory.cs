using System.Runtime.InteropServices;

namespace Workbench.Engine.Native;

/// <summary>
/// Tells want of memory from every other failure, on the CPU and on CUDA. libtorch's comes through TorchSharp as an <see cref="ExternalException"/> of its text alone.
/// </summary>
public static class OutOfMemory
{
    private const int MostCauses = 16;   // that are followed, one in another: whoever nests more says nothing new

    private static readonly string[] s_texts =
    [
        "DefaultCPUAllocator: can't allocate memory",
        "DefaultCPUAllocator: not enough memory", // libtorch's alloc_cpu.cpp: Linux and macOS, Windows
        "CUDA out of memory", "CUDA error: out of memory",                                        // its caching allocator, and the driver
        "CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED", "DEVICE_ALLOCATION_FAILED",    // workspaces
        "std::bad_alloc", "bad allocation",
    ];

    /// <summary>Whether it, or what caused it, is want of memory.</summary>
    public static bool Is(Exception error) => Cause(error, depth: 0) is not null;

    /// <summary>What was asked for, in a line: libtorch appends its stack, and begins with a place in its sources.</summary>
    public static string Reason(Exception error)
    {
        var line = Text(Cause(error, depth: 0) ?? error).Split('\n')[0].Trim();
        return s_texts
            .Select(text => line.IndexOf(text, StringComparison.Ordinal))
            .Where(at => at > 0)
            .Select(at => line[at..])
            .FirstOrDefault(line);
    }

    private static Exception? Cause(Exception error, int depth) => error switch
    {
        _ when depth > MostCauses => null,
        AggregateException several => several
            .InnerExceptions.Select(inner => Cause(inner, depth + 1))
            .FirstOrDefault(cause => cause is not null),
        _ => (error.InnerException is { } inner ? Cause(inner, depth + 1) : null) ?? (IsItself(error) ? error : null),
    };

    private static bool IsItself(Exception error) =>
        error is OutOfMemoryException or MemoryShortException
        || error is ExternalException && s_texts.Any(text => Text(error).Contains(text, StringComparison.Ordinal));

    // A message is a plugin's code where the exception is a plugin's.
    private static string Text(Exception error)
    {
        try
        {
            return error.Message ?? "";
        }
        catch (Exception)
        {
            return "";
        }
    }
}

/// <summary>Memory ran out in a plugin's call, or the plugin says so.</summary>
/// <param name="reason">What ran out, in a line.</param>
internal sealed class MemoryShortException(string reason) : Exception(reason);

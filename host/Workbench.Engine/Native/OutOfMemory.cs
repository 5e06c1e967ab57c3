using System.Runtime.InteropServices;

namespace Workbench.Engine.Native;

/// <summary>
/// Detects out-of-memory errors, on the CPU and on CUDA. TorchSharp reports libtorch's as an <see cref="ExternalException"/> that can be
/// recognised only by its text.
/// </summary>
public static class OutOfMemory
{
    private const int MostCauses = 16;   // longest chain of inner exceptions that is searched

    private static readonly string[] s_texts =
    [
        "DefaultCPUAllocator: can't allocate memory",   // libtorch's alloc_cpu.cpp on Linux and macOS
        "DefaultCPUAllocator: not enough memory",       // and on Windows
        "CUDA out of memory", "CUDA error: out of memory",                                        // caching allocator, driver
        "CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED", "DEVICE_ALLOCATION_FAILED",    // workspaces
        "std::bad_alloc", "bad allocation",
    ];

    /// <summary>Whether an exception, or one of its inner exceptions, is an out-of-memory error.</summary>
    public static bool Is(Exception error) => Cause(error, depth: 0) is not null;

    /// <summary>The first line of the error, without libtorch's source location and stack trace.</summary>
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
        _ => (error.InnerException is { } inner ? Cause(inner, depth + 1) : null) ?? (IsOutOfMemory(error) ? error : null),
    };

    private static bool IsOutOfMemory(Exception error) =>
        error is OutOfMemoryException or PluginOutOfMemoryException
        || error is ExternalException && s_texts.Any(text => Text(error).Contains(text, StringComparison.Ordinal));

    // A plugin's exception class may override Message and throw from it.
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

/// <summary>Memory ran out in a call of a plugin.</summary>
/// <param name="reason">The failed allocation, in a line.</param>
internal sealed class PluginOutOfMemoryException(string reason) : Exception(reason);

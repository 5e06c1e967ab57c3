namespace Workbench.Cli;

/// <summary>The exit codes of the process.</summary>
public static class ExitCode
{
    /// <summary>Everything is done.</summary>
    public const int Done = 0;

    /// <summary>A fault of the workbench itself.</summary>
    public const int Fault = 1;

    /// <summary>The command line or a spec is wrong; nothing ran.</summary>
    public const int Usage = 2;

    /// <summary>Finished, but a method or metric failed in some cells. The tables show which.</summary>
    public const int CellsFailed = 3;

    /// <summary>The run needs something that is not available: libtorch, weights, data, a device, the output folder.</summary>
    public const int Unavailable = 4;

    /// <summary>
    /// Finished under <c>--check</c>, and a value differs from the spec's expectation. The tables show which.
    /// <see cref="CellsFailed"/> takes precedence.
    /// </summary>
    public const int Deviates = 5;

    /// <summary>
    /// A task was stopped before its last image: start it again. The value is BSD's EX_TEMPFAIL. With <c>RequeueExit=75</c>,
    /// Slurm queues the task again.
    /// </summary>
    public const int Requeue = 75;

    /// <summary>Stopped by Ctrl-C or a request to end. Completed work is kept.</summary>
    public const int Interrupted = 130;
}

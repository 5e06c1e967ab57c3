namespace Workbench.Cli;

/// <summary>What the process tells its caller.</summary>
public static class ExitCode
{
    /// <summary>Done, all of it.</summary>
    public const int Done = 0;

    /// <summary>A fault of the workbench's own.</summary>
    public const int Fault = 1;

    /// <summary>The command line or a spec is wrong; nothing ran.</summary>
    public const int Usage = 2;

    /// <summary>Finished, but a method or metric failed somewhere: the tables say where.</summary>
    public const int CellsFailed = 3;

    /// <summary>Something the run needs cannot be had: libtorch, weights, data, a device, the output folder.</summary>
    public const int Unavailable = 4;

    /// <summary>Finished under <c>--check</c>, and a value is not what the spec expects: the tables say which. A failed cell counts before it.</summary>
    public const int Deviates = 5;

    /// <summary>A task was stopped with images left: to be started again. BSD's EX_TEMPFAIL; of Slurm, <c>RequeueExit=75</c> queues it again too.</summary>
    public const int ToBeResumed = 75;

    /// <summary>Stopped by Ctrl-C or a request to end; what was done is kept.</summary>
    public const int Interrupted = 130;
}

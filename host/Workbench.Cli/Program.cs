namespace Workbench.Cli;

/// <summary>The <c>workbench</c> executable: the application on the process's own streams, folder and signals.</summary>
public static class Program
{
    /// <summary>Runs a command line.</summary>
    public static int Main(string[] args)
    {
        var terminal = Terminal.OfProcess();
        ProcessEnd.Watch(terminal.Errors);
        return ProcessEnd.Finish(Run(args, terminal));
    }

    private static int Run(string[] args, Terminal terminal)
    {
        using var interruption = Interruption.OfProcess();
        return WorkbenchApp.Run(new CommandContext(args, terminal, interruption));
    }
}

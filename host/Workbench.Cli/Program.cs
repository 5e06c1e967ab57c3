namespace Workbench.Cli;

/// <summary>The <c>workbench</c> executable: runs the application with the streams, folder and signals of the process.</summary>
public static class Program
{
    public static int Main(string[] args)
    {
        var terminal = Terminal.ForProcess();
        ProcessEnd.Watch(terminal.Errors);
        return ProcessEnd.Finish(Run(args, terminal));
    }

    private static int Run(string[] args, Terminal terminal)
    {
        using var interruption = Interruption.FromSignals();
        return WorkbenchApp.Run(new CommandContext(args, terminal, interruption));
    }
}

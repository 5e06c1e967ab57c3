using System.Runtime.InteropServices;
using Spectre.Console;
using Workbench.Engine.Plugins;

namespace Workbench.Cli;

/// <summary>
/// The one way out of the process: with the command's exit code, whatever threads and handlers of plugins are left; and never with the code of another who ends
/// it before the command has finished.
/// </summary>
internal static partial class ProcessEnd
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static int s_finished;
    private static IAnsiConsole? s_errors;

    /// <summary>Whether the user's own code runs, a script's, which may end the process with a code of its choice.</summary>
    public static bool IsOpen { get; set; }

    /// <summary>Begins to watch over the end of the process.</summary>
    /// <param name="errors">Takes last sentences.</param>
    public static unsafe void Watch(IAnsiConsole errors)
    {
        s_errors = errors;
        PluginCalls.RestoreFolder();   // remembers it
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Ended();
        if (OperatingSystem.IsLinux()) _ = on_exit(&EndedByTheSystem, 0);
        // A thread of a plugin's own that throws would end the process and take all others' work with it.
        System.Runtime.ExceptionServices.ExceptionHandling.SetUnhandledExceptionHandler(Outlived);
    }

    /// <summary>Ends the process; foreground threads do not keep it, nor do handlers that do not return.</summary>
    /// <param name="code">The command's exit code.</param>
    public static int Finish(int code)
    {
        Interlocked.Exchange(ref s_finished, 1);
        // Nothing is left to be done but libtorch's own clearing up, a quarter of a second.
        // On a terminal it is waited for: .NET gives that back as it was.
        if (Console.IsInputRedirected && Console.IsOutputRedirected && Console.IsErrorRedirected)
        {
            Console.Out.Flush();
            Console.Error.Flush();
            Now(code);
        }
        AfterAWhile(() => Now(code));
        Environment.Exit(code);
        return code;
    }

    /// <summary>Ends the process without asking anybody: nothing is written, no handler runs.</summary>
    /// <param name="code">The exit code.</param>
    public static void Now(int code)
    {
        Interlocked.Exchange(ref s_finished, 1);
        if (OperatingSystem.IsWindows()) _ = TerminateProcess(-1, (uint)code);   // -1: this process
        else _exit(code);
    }

    /// <summary>Says a last sentence, for as long as that does not hold up the end.</summary>
    public static void Say(string sentence)
    {
        var thread = new Thread(() => s_errors?.WriteLine(sentence)) { IsBackground = true };
        thread.Start();
        thread.Join(TimeSpan.FromMilliseconds(500));   // a plugin may hold the console
    }

    private static void Ended()
    {
        if (IsOpen && PluginCalls.AtWork(TimeSpan.Zero) is null || Interlocked.Exchange(ref s_finished, 1) != 0) return;
        var who = PluginCalls.AtWork(TimeSpan.Zero) is { } plugin ? plugin : "Code that is not the workbench's";
        Say($"{who} ended the process before the command had finished. Whole images are kept; the command is to be run without it.");
        Now(ExitCode.Fault);
    }

    // C's exit(), called by native code of a plugin's: the runtime's own event is not raised then.
    [UnmanagedCallersOnly]
    private static void EndedByTheSystem(int code, nint _) => Ended();

    private static bool Outlived(Exception error)
    {
        if (!PluginCalls.Threw(error)) return false;
        Say($"A thread that a plugin started threw {error.GetType().Name}, and has ended; the run goes on.");
        return true;
    }

    private static void AfterAWhile(Action action) => new Thread(() =>
    {
        Thread.Sleep(s_patience);
        action();
    }) { IsBackground = true, Name = "end" }.Start();

    [LibraryImport("libc")]
    private static partial void _exit(int code);

    [LibraryImport("libc")]
    private static unsafe partial int on_exit(delegate* unmanaged<int, nint, void> handler, nint argument);

    [LibraryImport("kernel32")]
    private static partial int TerminateProcess(nint process, uint code);
}

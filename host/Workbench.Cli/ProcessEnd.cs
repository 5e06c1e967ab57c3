using System.Runtime.InteropServices;
using Spectre.Console;
using Workbench.Engine.Plugins;

namespace Workbench.Cli;

/// <summary>
/// Ends the process with the exit code of the command, even if threads or handlers of plugins are still running. If a plugin ends the
/// process before the command has finished, the exit code is <see cref="ExitCode.Fault"/>.
/// </summary>
internal static partial class ProcessEnd
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static int s_finished;
    private static IAnsiConsole? s_errors;

    /// <summary>Whether a script runs, which may end the process with an exit code of its choice.</summary>
    public static bool AllowsScriptExit { get; set; }

    /// <summary>Installs the handlers for the end of the process and for unhandled exceptions.</summary>
    /// <param name="errors">Takes the last messages.</param>
    public static unsafe void Watch(IAnsiConsole errors)
    {
        s_errors = errors;
        PluginCalls.RestoreFolder();   // the first call remembers the current folder
        AppDomain.CurrentDomain.ProcessExit += (_, _) => HandleProcessExit();
        if (OperatingSystem.IsLinux()) _ = on_exit(&HandleNativeExit, 0);
        // An unhandled exception in a thread of a plugin would otherwise end the process.
        System.Runtime.ExceptionServices.ExceptionHandling.SetUnhandledExceptionHandler(HandleUnhandledException);
    }

    /// <summary>Ends the process, even if foreground threads are running or exit handlers do not return.</summary>
    /// <param name="code">The command's exit code.</param>
    public static int Finish(int code)
    {
        Interlocked.Exchange(ref s_finished, 1);
        // Skips the exit handlers: only libtorch's clean-up is left, which takes a quarter of a second.
        // On a terminal they run, as .NET restores the terminal's settings there.
        if (Console.IsInputRedirected && Console.IsOutputRedirected && Console.IsErrorRedirected)
        {
            Console.Out.Flush();
            Console.Error.Flush();
            Terminate(code);
        }
        RunDelayed(() => Terminate(code));
        Environment.Exit(code);
        return code;
    }

    /// <summary>Ends the process at once: streams are not flushed, handlers do not run.</summary>
    /// <param name="code">The exit code.</param>
    public static void Terminate(int code)
    {
        Interlocked.Exchange(ref s_finished, 1);
        if (OperatingSystem.IsWindows()) _ = TerminateProcess(-1, (uint)code);   // -1: this process
        else _exit(code);
    }

    /// <summary>Writes a last message, and waits for it half a second at most.</summary>
    public static void WriteLastMessage(string sentence)
    {
        var thread = new Thread(() => s_errors?.WriteLine(sentence)) { IsBackground = true };
        thread.Start();
        thread.Join(TimeSpan.FromMilliseconds(500));   // a plugin may hold the console's lock
    }

    private static void HandleProcessExit()
    {
        if (AllowsScriptExit && PluginCalls.LongestRunning(TimeSpan.Zero) is null || Interlocked.Exchange(ref s_finished, 1) != 0) return;
        var who = PluginCalls.LongestRunning(TimeSpan.Zero) is { } plugin ? plugin : "Code outside the workbench";
        WriteLastMessage(
            $"{who} ended the process before the command had finished. Completed images are kept; run the command again without it.");
        Terminate(ExitCode.Fault);
    }

    // Native code of a plugin may call C's exit(), which does not raise the runtime's ProcessExit event.
    [UnmanagedCallersOnly]
    private static void HandleNativeExit(int code, nint _) => HandleProcessExit();

    private static bool HandleUnhandledException(Exception error)
    {
        if (!PluginCalls.Threw(error)) return false;
        WriteLastMessage($"A thread started by a plugin threw {error.GetType().Name} and ended; the run continues.");
        return true;
    }

    private static void RunDelayed(Action action) => new Thread(() =>
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

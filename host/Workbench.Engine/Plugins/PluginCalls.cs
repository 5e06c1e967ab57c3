namespace Workbench.Engine.Plugins;

/// <summary>The state of plugin calls in this process, for a program that is about to exit or to write files.</summary>
public static class PluginCalls
{
    /// <summary>
    /// Name of the plugin whose current call has lasted longest; null if no call has lasted for <paramref name="atLeast"/>.
    /// </summary>
    /// <param name="atLeast">The shortest duration to report.</param>
    public static string? LongestRunning(TimeSpan atLeast) => PluginClock.LongestRunning(atLeast);

    /// <summary>Changes the current directory and records it as the one that <see cref="RestoreFolder"/> restores.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    public static void Enter(string folder) => SharedState.Enter(folder);

    /// <summary>Restores the directory of the last <see cref="Enter"/>, else the process's directory at start-up.</summary>
    public static void RestoreFolder() => SharedState.RestoreFolder();

    /// <summary>Whether an exception passed through a plugin's code.</summary>
    /// <param name="error">The exception.</param>
    public static bool Threw(Exception error) => SourceLine.IsFromPlugin(error);
}

namespace Workbench.Engine.Plugins;

/// <summary>What a program asks about the plugins it has called, when it is about to end or to write.</summary>
public static class PluginCalls
{
    /// <summary>The plugin that has been in a call for longest, by name; null where none has been in one for so long.</summary>
    /// <param name="atLeast">So long.</param>
    public static string? AtWork(TimeSpan atLeast) => PluginClock.LongestAtWork(atLeast);

    /// <summary>Makes a folder the one that relative paths start from.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DirectoryNotFoundException">It does not exist.</exception>
    public static void Enter(string folder) => SharedState.Enter(folder);

    /// <summary>Goes back into the folder that was entered last, or else the one that the process was in when this was first called.</summary>
    public static void RestoreFolder() => SharedState.RestoreFolder();

    /// <summary>Whether an exception passed through a plugin's code.</summary>
    /// <param name="error">The exception.</param>
    public static bool Threw(Exception error) => SourceLine.IsPlugins(error);
}

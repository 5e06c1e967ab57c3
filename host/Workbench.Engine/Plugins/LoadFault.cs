using System.Reflection;

namespace Workbench.Engine.Plugins;

/// <summary>
/// Why a plugin could not be loaded or constructed, in one line. Call it under the plugin's clock, as an exception's message can be the
/// plugin's code.
/// </summary>
internal static class LoadFault
{
    /// <summary>The reason without a full stop. For an exception of the plugin's code: its type, message and source line.</summary>
    public static string Reason(Exception error)
    {
        if (error is BadPluginException) return error.Message;
        var cause = Cause(error);
        return cause != error
            ? $"its code threw {PluginText.Describe(cause)}"
            : PluginText.SafeMessage(error.InnerException ?? error).TrimEnd('.');
    }

    /// <summary>The exception that the plugin's code threw, without the wrappers of reflection.</summary>
    public static Exception Cause(Exception error)
    {
        while (error is TargetInvocationException or TypeInitializationException && error.InnerException is { } inner) error = inner;
        return error;
    }
}

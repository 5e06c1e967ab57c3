using System.Reflection;

namespace Workbench.Engine.Plugins;

/// <summary>Why a plugin could not be loaded or made, in a line. To be asked on the clock's thread: the text of an exception can be a plugin's code.</summary>
internal static class LoadFault
{
    /// <summary>The reason without a full stop; of what the plugin's own code threw, the type, the text and the line of the source.</summary>
    public static string Reason(Exception error)
    {
        if (error is BadPluginException) return error.Message;
        var cause = Cause(error);
        return cause != error
            ? $"its code threw {PluginText.Describe(cause)}"
            : PluginText.MessageOf(error.InnerException ?? error).TrimEnd('.');
    }

    /// <summary>What the plugin's code threw, without the wrapping of the call through reflection.</summary>
    public static Exception Cause(Exception error)
    {
        while (error is TargetInvocationException or TypeInitializationException && error.InnerException is { } inner) error = inner;
        return error;
    }
}

using System.Reflection;

namespace Workbench.Engine.Plugins;

/// <summary>Why a plugin could not be loaded or made, in a line. To be asked on the clock's thread: the text of an exception can be a plugin's code.</summary>
internal static class LoadFault
{
    private const int Longest = 300;

    /// <summary>The reason without a full stop; of what the plugin's own code threw, the type, the text and the line of the source.</summary>
    public static string Reason(Exception error)
    {
        if (error is BadPluginException) return error.Message;
        var (cause, own) = (error, false);
        while (cause is TargetInvocationException or TypeInitializationException && cause.InnerException is { } inner) (cause, own) = (inner, true);
        if (!own) return Text((cause.InnerException ?? cause));
        return $"its code threw {cause.GetType().Name}: {Text(cause)}{(SourceLine.Of(cause) is { } line ? $" ({line})" : "")}";
    }

    /// <summary>The first line of an exception's text, cut to what a terminal shows.</summary>
    public static string Text(Exception error)
    {
        string? text;
        try
        {
            text = error.Message;
        }
        catch (Exception thrown)
        {
            return $"its message threw {thrown.GetType().Name}";
        }
        if (text is null) return "it has no message";
        var line = text.AsSpan(0, Math.Min(text.Length, Longest + 1)).TrimStart();
        if (line.IndexOfAny('\r', '\n') is >= 0 and var end) line = line[..end];
        return line.Length > Longest ? $"{line[..Longest]}…" : line.Trim().TrimEnd('.').ToString();
    }
}

using System.Diagnostics;
using System.Runtime.Loader;

namespace Workbench.Engine.Plugins;

/// <summary>Finds the line of a plugin's source where an exception was thrown, using the symbols beside its assembly.</summary>
internal static class SourceLine
{
    /// <summary>The innermost source line of a plugin in the exception's stack, as <c>File.cs:12</c>; null without symbols.</summary>
    public static string? FromException(Exception error)
    {
        try
        {
            foreach (var frame in new StackTrace(error, fNeedFileInfo: true).GetFrames())
                if (IsFromPlugin(frame) && frame.GetFileName() is { Length: > 0 } file)
                    return $"{Path.GetFileName(file)}:{frame.GetFileLineNumber()}";
        }
        catch (Exception damaged) when (damaged is BadImageFormatException or IOException or InvalidOperationException)
        {
            // Unreadable symbols count as none.
        }
        return null;
    }

    /// <summary>Whether an exception passed through a plugin's code.</summary>
    public static bool IsFromPlugin(Exception error) => new StackTrace(error).GetFrames().Any(IsFromPlugin);

    private static bool IsFromPlugin(StackFrame frame) => frame.GetMethod()?.Module.Assembly is { } assembly
        && AssemblyLoadContext.GetLoadContext(assembly) is { IsCollectible: true };
}

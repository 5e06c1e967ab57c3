using Workbench.Data;

namespace Workbench.Scripting.Scripts;

/// <summary>A script did not compile. The message has one line per mistake: <c>file:line:column: error CS0103: what</c>, the file as the user named it.</summary>
/// <param name="diagnostics">The lines.</param>
public sealed class ScriptCompileException(IReadOnlyList<string> diagnostics)
    : WorkbenchException(FailureKind.Usage, string.Join(Environment.NewLine, diagnostics))
{
    /// <summary>The lines of the message, in the order of the source.</summary>
    public IReadOnlyList<string> Diagnostics { get; } = diagnostics;
}

/// <summary>A script threw. The message is <c>file:line: Type: what</c>, and below it the calls that led there, without the host's own.</summary>
/// <param name="message">The text.</param>
/// <param name="thrown">What the script threw.</param>
public sealed class ScriptRunException(string message, Exception thrown) : Exception(message, thrown);

/// <summary>There is no script of that name.</summary>
public sealed class ScriptFileException(string message) : WorkbenchException(FailureKind.Usage, message);

using Workbench.Data;

namespace Workbench.Scripting.Scripts;

/// <summary>
/// A script did not compile. The message has a line per error: <c>file:line:column: error CS0103: message</c>, with the file as named by
/// the user.
/// </summary>
/// <param name="diagnostics">The lines of the message.</param>
public sealed class ScriptCompileException(IReadOnlyList<string> diagnostics)
    : WorkbenchException(FailureKind.Usage, string.Join(Environment.NewLine, diagnostics))
{
    /// <summary>The lines of the message, in the order of the source.</summary>
    public IReadOnlyList<string> Diagnostics { get; } = diagnostics;
}

/// <summary>
/// A script threw. The message is <c>file:line: Type: message</c>, followed by the script's calls, without those inside the host.
/// </summary>
/// <param name="message">The message.</param>
/// <param name="thrown">The script's exception.</param>
public sealed class ScriptRunException(string message, Exception thrown) : Exception(message, thrown);

/// <summary>A script file does not exist.</summary>
public sealed class ScriptFileException(string message) : WorkbenchException(FailureKind.Usage, message);

using Microsoft.CodeAnalysis;
using Workbench.Scripting.Scripts;

namespace Workbench.Scripting.Repl;

/// <summary>
/// Formats a compiler error. In typed text: the line, carets under the place, and <c>error CS0103: message</c>. In a file:
/// <c>file:line:column: error CS0103: message</c>.
/// </summary>
internal static class CompilerErrorText
{
    public static string Format(Diagnostic mistake, ScriptPaths paths, bool isTyped)
    {
        var (span, what) = (mistake.Location.GetLineSpan(), $"error {mistake.Id}: {mistake.GetMessage()}");
        if (mistake.Location.SourceTree is not { } tree) return what;
        if (!isTyped || tree.FilePath != paths.FullPath)
            return $"{paths.DisplayPath(tree.FilePath)}:{span.StartLinePosition.Line + 1}:{span.StartLinePosition.Character + 1}: {what}";
        var line = tree.GetText().Lines[span.StartLinePosition.Line].ToString();
        var start = Math.Min(span.StartLinePosition.Character, line.Length);
        var end = span.EndLinePosition.Line == span.StartLinePosition.Line ? span.EndLinePosition.Character : line.Length;
        // Tabs are kept, so the carets are aligned for any tab width.
        var lead = string.Concat(line[..start].Select(c => c == '\t' ? '\t' : ' '));
        return string.Join(Environment.NewLine, line, lead + new string('^', Math.Max(1, end - start)), what);
    }
}

using Microsoft.CodeAnalysis;
using Workbench.Scripting.Scripts;

namespace Workbench.Scripting.Repl;

/// <summary>A mistake as <c>error CS0103: what</c>, above it the line it is in with carets under the place; in a file, <c>file:line:column: error …</c> alone.</summary>
internal static class MarkedMistake
{
    public static string Tell(Diagnostic mistake, ScriptPaths paths, bool isTyped)
    {
        var (span, what) = (mistake.Location.GetLineSpan(), $"error {mistake.Id}: {mistake.GetMessage()}");
        if (mistake.Location.SourceTree is not { } tree) return what;
        if (!isTyped || tree.FilePath != paths.FullPath)
            return $"{paths.Shown(tree.FilePath)}:{span.StartLinePosition.Line + 1}:{span.StartLinePosition.Character + 1}: {what}";
        var line = tree.GetText().Lines[span.StartLinePosition.Line].ToString();
        var start = Math.Min(span.StartLinePosition.Character, line.Length);
        var end = span.EndLinePosition.Line == span.StartLinePosition.Line ? span.EndLinePosition.Character : line.Length;
        // A tab stays one, so that the carets stand under it whatever its width.
        var lead = string.Concat(line[..start].Select(c => c == '\t' ? '\t' : ' '));
        return string.Join(Environment.NewLine, line, lead + new string('^', Math.Max(1, end - start)), what);
    }
}

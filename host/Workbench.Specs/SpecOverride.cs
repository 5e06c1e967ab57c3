using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>An override on the command line: a dotted path of keys, and a YAML value.</summary>
/// <remarks>
/// A path that begins with <c>subject.</c> overrides a key of the subject. Relative file paths in the value start at the current directory.
/// </remarks>
/// <param name="Text"><c>key=value</c> as written: <c>seed=3</c>, <c>methods=[ID@b5]</c>, <c>subject.data.count=50</c>.</param>
public sealed record SpecOverride(string Text)
{
    private const string SubjectPrefix = "subject.";

    /// <summary>An override of one key by a plain text, which is quoted so that YAML does not interpret it.</summary>
    public static SpecOverride FromText(string key, string value) => new($"{key}='{value.Replace("'", "''", StringComparison.Ordinal)}'");

    internal bool IsSubjectOverride => Text.StartsWith(SubjectPrefix, StringComparison.Ordinal);

    private SourceMark Mark => new($"--set {Text}", 1, 1);

    internal YamlMap ApplyTo(YamlMap root, ProblemList problems)
    {
        var equals = Text.IndexOf('=', StringComparison.Ordinal);
        var path =
            equals < 0
                ? []
                : (IsSubjectOverride ? Text[SubjectPrefix.Length..equals] : Text[..equals]).Split('.', StringSplitOptions.TrimEntries);
        if (path.Length == 0 || path.Contains(""))
        {
            problems.Add(Mark, $"'{Text}' is not 'key=value' or 'key.key=value'.");
            return root;
        }
        var value = YamlNodeReader.Parse(Text[(equals + 1)..], Mark.File, Directory.GetCurrentDirectory(), equals + 1, problems);
        return value is null ? root : root.With(path, Mark, value);
    }
}

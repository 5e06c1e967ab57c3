namespace Workbench.Cli.Suggestions;

/// <summary>The scripts for shells, which are files in <c>Suggestions/Scripts</c>.</summary>
internal static class CompletionScript
{
    private static readonly Dictionary<string, string> s_files = new()
    {
        ["bash"] = "workbench.bash", ["zsh"] = "workbench.zsh", ["fish"] = "workbench.fish", ["pwsh"] = "workbench.ps1",
    };

    /// <summary>Names of the shells.</summary>
    public static IReadOnlyCollection<string> Shells => s_files.Keys;

    /// <summary>The script of a shell, with line feeds.</summary>
    public static string Read(string shell)
    {
        using var script = new StreamReader(typeof(CompletionScript).Assembly.GetManifestResourceStream($"completion/{s_files[shell]}")!);
        return script.ReadToEnd().ReplaceLineEndings("\n");
    }
}

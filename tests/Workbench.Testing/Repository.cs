namespace Workbench.Testing;

/// <summary>Paths of the repository's files for tests.</summary>
public static class Repository
{
    /// <summary>The folder with Workbench.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The plugin projects that the repository ships. Other projects in plugins/ belong to their authors.</summary>
    public static IReadOnlyList<string> ShippedPlugins { get; } = ["Aggregation", "Baselines", "Localisation", "Propagation", "Similarity"];

    /// <summary>The path of a file in tests/Reference.</summary>
    public static string Reference(params string[] path) => Path.Combine([Root, "tests", "Reference", .. path]);

    /// <summary>
    /// The folder with the photographs and references that are not shipped: <c>WORKBENCH_SHARED</c>, else <c>shared</c> beside the
    /// repository, else null. Tests that need it are skipped without it.
    /// </summary>
    public static string? Shared { get; } =
        new[] { Environment.GetEnvironmentVariable("WORKBENCH_SHARED"), Path.Combine(Root, "..", "shared") }.FirstOrDefault(
            Directory.Exists);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Workbench.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException($"No Workbench.sln above '{AppContext.BaseDirectory}'.");
    }
}

namespace Workbench.Specs;

/// <summary>The specs that a command line names without a path.</summary>
public static class ShippedSpecs
{
    /// <summary>The names of the specs in the folders <c>experiments</c> above the current folder and above the program.</summary>
    public static IReadOnlyList<string> Names() =>
        [
            .. ShippedSubjects
                .ExperimentFolders()
                .SelectMany(Directory.EnumerateFiles)
                .Where(file => SpecPath.Extensions.Contains(Path.GetExtension(file)))
                .Select(file => Path.GetFileNameWithoutExtension(file))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
}

using Workbench.Data;

namespace Workbench.Engine.Native;

/// <summary>
/// Finds the libraries of a <see cref="NativePackage"/> where NuGet keeps packages: the global packages folder, the fallback folders, and
/// the folder that an earlier <see cref="NativeRestore"/> found by the user's <c>NuGet.config</c>.
/// </summary>
internal static class PackageFolders
{
    /// <summary>The folder of the libraries, or null.</summary>
    public static string? Find(NativePackage package) =>
        Known(package).Select(package.FolderIn).FirstOrDefault(folder => folder is not null);

    /// <summary>Keeps the folder of packages that has a package, for later processes.</summary>
    public static void Remember(NativePackage package, string packages) => CachedText.Write(Record(package), packages);

    private static IEnumerable<string> Known(NativePackage package)
    {
        if (Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named) yield return named;
        else if (Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home)
            yield return Path.Combine(home, ".nuget", "packages");
        var fallbacks = Environment.GetEnvironmentVariable("NUGET_FALLBACK_PACKAGES") ?? "";
        foreach (var folder in fallbacks.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)) yield return folder;
        if (CachedText.Read(Record(package)) is { Length: > 0 } remembered) yield return remembered;
    }

    private static string Record(NativePackage package) => Path.Combine(CacheFolders.Packages, $"{package.Id}.{package.Version}.txt");
}

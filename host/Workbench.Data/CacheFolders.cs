namespace Workbench.Data;

/// <summary>
/// Folders of files that can be made again: pulled weights and data, rendered scenes, compiled scripts, copies of loaded plugins, the
/// patched native library. Also the REPL's history and the list of the stores that runs have made.
/// </summary>
public static class CacheFolders
{
    private static (string? Named, string Root)? s_root;

    /// <summary>
    /// <c>WORKBENCH_CACHE</c>, else <c>workbench</c> in the user's cache folder: <c>XDG_CACHE_HOME</c>, <c>~/.cache</c>, or the local
    /// application data.
    /// </summary>
    public static string Root
    {
        get
        {
            // A relative path is resolved once, against the working directory at the first call.
            var named = Environment.GetEnvironmentVariable("WORKBENCH_CACHE");
            if (s_root is not { } known || known.Named != named)
                s_root = known = (named, named is { Length: > 0 } ? Path.GetFullPath(named) : Path.Combine(UserCache(), "workbench"));
            return known.Root;
        }
    }

    /// <summary>Rendered scenes, one folder per seed, size and renderer version.</summary>
    public static string Scenes => Path.Combine(Root, "scenes");

    /// <summary>Copies of loaded plugins, by content.</summary>
    public static string Plugins => Path.Combine(Root, "plugins");

    /// <summary>Compiled scripts, by content.</summary>
    public static string Scripts => Path.Combine(Root, "scripts");

    /// <summary>Files that <c>workbench pull</c> fetched, one folder per name.</summary>
    public static string Pulled => Path.Combine(Root, "pulled");

    /// <summary>Places of restored native packages, one small file each.</summary>
    public static string Packages => Path.Combine(Root, "packages");

    /// <summary>Places of runs that have stores of their own, one small file each.</summary>
    public static string Stores => Path.Combine(Root, "stores");

    /// <summary>Results of checks of this machine.</summary>
    public static string Checks => Path.Combine(Root, "checks");

    /// <summary>The file of the REPL's history.</summary>
    public static string ReplHistory => Path.Combine(Root, "repl-history.txt");

    private static string UserCache()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg) return xdg;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return OperatingSystem.IsLinux() && home.Length > 0
            ? Path.Combine(home, ".cache")
            : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } local ? local
            : Path.GetTempPath();
    }
}

namespace Workbench.Data.Downloads;

/// <summary>Where a file comes from: a URL, a local file, or a file in a NuGet package.</summary>
/// <param name="Url">An http or https URL, or null.</param>
/// <param name="File">A full path, or null.</param>
/// <param name="Package">A file in a package, or null.</param>
public sealed record PullSource(Uri? Url, string? File, PackageFile? Package = null)
{
    /// <summary>A URL as a source.</summary>
    /// <param name="url">An http or https URL.</param>
    public static PullSource FromUrl(string url) => new(new Uri(url), null);

    /// <summary>
    /// Parses a user's source: a file, a folder that has a file of the usual name, a URL, or a URL that ends in '/' and has the file below
    /// it.
    /// </summary>
    /// <param name="text">The user's text.</param>
    /// <param name="item">The wanted file.</param>
    /// <exception cref="PullException">The text is a URL of another scheme, or malformed.</exception>
    public static PullSource FromText(string text, Pullable item)
    {
        if (!text.Contains("://", StringComparison.Ordinal)) return FromPath(text, item);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url)) throw new PullException($"'{text}' is not a URL.");
        if (url.IsFile) return FromPath(url.LocalPath, item);
        if (url.Scheme is not ("http" or "https")) throw new PullException($"'{text}' is not an http or https URL.");
        return new(url.AbsolutePath.EndsWith('/') ? new Uri(url, item.File) : url, null);
    }

    /// <summary>Whether the source holds several files: a folder, or a URL that ends in '/'.</summary>
    /// <param name="text">The user's text.</param>
    public static bool IsFolder(string text) =>
        Directory.Exists(text) || (text.Contains("://", StringComparison.Ordinal) && text.EndsWith('/'));

    /// <summary>The URL, the path, or the package.</summary>
    public override string ToString() => File is not null ? $"'{File}'" : Package?.ToString() ?? $"{Url}";

    private static PullSource FromPath(string path, Pullable item)
    {
        var full = Path.GetFullPath(path);
        return new(null, Directory.Exists(full) ? Path.Combine(full, item.File) : full);
    }
}

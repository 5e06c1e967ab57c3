namespace Workbench.Conformance.Tests;

/// <summary>Copies of the repository's sources.</summary>
internal static class RepositoryCopy
{
    /// <summary>Copies the tracked and the new files into a folder.</summary>
    public static void CopyTrackedFiles(string to)
    {
        var listed = CommandRun.RunProgram(
            Repository.Root, TimeSpan.FromMinutes(1), "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard");
        listed.Code.ShouldBe(0, listed.Error);
        foreach (
            var file in listed
                .Output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Where(file => File.Exists(Path.Combine(Repository.Root, file))))
            Copy(Path.Combine(Repository.Root, file), Path.Combine(to, file));
    }

    /// <summary>Copies a file, or a folder with its content.</summary>
    public static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
            return;
        }
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}

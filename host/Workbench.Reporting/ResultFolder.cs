using System.Text;

namespace Workbench.Reporting;

/// <summary>Writes a report's files into a folder, each whole or not at all.</summary>
public static class ResultFolder
{
    /// <summary><c>table.md</c>, <c>table.csv</c>, <c>samples.csv</c>, <c>skipped.csv</c>.</summary>
    public static IReadOnlyList<IResultFormat> Formats { get; } = [new MarkdownTable(), new CsvTable(), new SamplesCsv(), new SkippedCsv()];

    /// <summary>Writes every format into a folder, which is made where it is missing.</summary>
    /// <param name="report">What to write.</param>
    /// <param name="folder">Where to.</param>
    /// <exception cref="IOException">The folder or a file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of permission.</exception>
    public static void Write(Report report, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var format in Formats) Write(Path.Combine(folder, format.FileName), writer => format.Write(report, writer));
    }

    /// <summary>Writes one text file; a reader sees the old one or the new one, never half of it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="write">Writes its text; lines end in a line feed.</param>
    public static void Write(string file, Action<TextWriter> write)
    {
        var unfinished = $"{file}.{Environment.ProcessId}.tmp";
        try
        {
            using (var writer = new StreamWriter(unfinished, append: false, new UTF8Encoding(false)) { NewLine = "\n" }) write(writer);
            File.Move(unfinished, file, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}

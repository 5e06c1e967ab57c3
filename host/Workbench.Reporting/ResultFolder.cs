using System.Text;
using Workbench.Data;
using Workbench.Reporting.Figures;
using Workbench.Reporting.Pairs;

namespace Workbench.Reporting;

/// <summary>Writes a report's files into a folder. Each file is replaced atomically.</summary>
public static class ResultFolder
{
    /// <summary>
    /// <c>table.md</c>, <c>table.csv</c>, <c>table.tex</c>, <c>table.json</c>, <c>samples.csv</c>, <c>skipped.csv</c>, <c>pairs.csv</c> if
    /// methods were compared, and <c>curves.csv</c> if a metric has curves.
    /// </summary>
    public static IReadOnlyList<IResultFormat> Formats { get; } =
    [
        new MarkdownTable(),
        new CsvTable(),
        new LatexTable(),
        new JsonTable(),
        new SamplesCsv(),
        new SkippedCsv(),
        new PairsCsv(),
        new CurvesCsv(),
    ];

    /// <summary>
    /// Writes every format, the charts under <c>charts</c>, and <c>figure.png</c> and <c>figure.svg</c> if the report has a figure.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <param name="folder">The folder; created if missing.</param>
    /// <returns>Names of the files, relative to the folder.</returns>
    /// <exception cref="IOException">The folder or a file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or a file cannot be written for lack of permission.</exception>
    public static IReadOnlyList<string> Write(TableReport report, string folder) => Write(report, Charts.CreateAll(report), folder);

    /// <inheritdoc cref="Write(TableReport, string)"/>
    /// <param name="report">The report.</param>
    /// <param name="charts">Its charts.</param>
    /// <param name="folder">The folder; created if missing.</param>
    public static IReadOnlyList<string> Write(TableReport report, IReadOnlyList<Chart> charts, string folder)
    {
        Directory.CreateDirectory(folder);
        var names = new List<string>();
        foreach (var format in Formats.Where(format => format.AppliesTo(report)))
        {
            Write(Path.Combine(folder, format.FileName), writer => format.Write(report, writer));
            names.Add(format.FileName);
        }
        foreach (var chart in charts)
        {
            AtomicFile.Write(Path.Combine(folder, "charts", $"{chart.Name}.png"), stream => stream.Write(chart.Png()));
            Write(Path.Combine(folder, "charts", $"{chart.Name}.svg"), writer => writer.Write(chart.Svg(ChartTheme.Light)));
            names.AddRange([$"charts/{chart.Name}.png", $"charts/{chart.Name}.svg"]);
        }
        if (report.Figure is null) return names;
        foreach (
            var (name, draw) in new (string, Action<TableReport, Stream>)[]
            {
                ("figure.png", CurveFigure.WritePng),
                ("figure.svg", CurveFigure.WriteSvg),
            })
        {
            AtomicFile.Write(Path.Combine(folder, name), stream => draw(report, stream));
            names.Add(name);
        }
        return names;
    }

    /// <summary>Replaces a text file atomically: a reader sees the old file or the new one.</summary>
    /// <param name="file">Path of the file.</param>
    /// <param name="write">Writes the text; lines end in a line feed.</param>
    public static void Write(string file, Action<TextWriter> write) => AtomicFile.Write(file, stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\n" };
        write(writer);
    });
}

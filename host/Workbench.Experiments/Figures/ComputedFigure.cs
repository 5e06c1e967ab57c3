using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Workbench.Data;
using Workbench.Reporting.Html;
using Workbench.Reporting.Pictures;

namespace Workbench.Experiments.Figures;

/// <summary>A computed figure of maps. It can be saved in several formats.</summary>
/// <param name="Grid">The grid to draw.</param>
/// <param name="Record">The contents of <c>figure.json</c>.</param>
/// <param name="Failures">The reasons why maps are missing, each once.</param>
public sealed record ComputedFigure(MapGrid Grid, FigureRecord Record, IReadOnlyList<string> Failures)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Draws the figure to a file.</summary>
    /// <param name="path">The file to write or replace: <c>.png</c>, <c>.svg</c> or <c>.pdf</c> for print, or <c>.webp</c>.</param>
    /// <exception cref="ArgumentException">The extension is not one of these.</exception>
    public void Save(string path) => MapGridFile.Save(Grid, path);

    /// <summary>Writes <c>figure.png</c>, <c>figure.svg</c>, <c>figure.pdf</c>, <c>figure.webp</c> and <c>figure.json</c>.</summary>
    /// <param name="folder">The folder; created if missing.</param>
    /// <returns>Names of the files.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be written for lack of permission.</exception>
    public IReadOnlyList<string> Write(string folder)
    {
        var pictures = MapGridFile.Extensions.Select(extension => $"figure{extension}").ToList();
        foreach (var name in pictures) Save(Path.Combine(folder, name));
        AtomicFile.Write(Path.Combine(folder, "figure.json"), file => JsonSerializer.Serialize(file, Record, s_json));
        return [.. pictures, "figure.json"];
    }

    /// <summary>The figure as a report embeds it.</summary>
    public ReportFigure ToReportFigure()
    {
        var (bytes, width, height) = MapGridFile.Screen(Grid);
        return new ReportFigure(Record.Name, Grid.Title.Length > 0 ? Grid.Title : Record.Name, bytes, width, height);
    }
}

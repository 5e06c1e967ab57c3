using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Workbench.Reporting.Claims;
using Workbench.Reporting.Pairs;
using Workbench.Results;

namespace Workbench.Reporting;

/// <summary>
/// <c>table.json</c>: the whole table for programs. Values are in the unit of the printed table, given by the metric's <c>unit</c>. A
/// missing value is null.
/// </summary>
/// <remarks>
/// <code>
/// { "schema": 1, "title": string, "subject": string,
///   "images": { "done": n, "wanted": n, "unreadable": n }, "classes": [string],
///   "methods": [{ "name": string, "label": string|null }],
///   "metrics": [{ "name": string, "unit": "percent"|"plain" }],
///   "cells": [{ "metric", "method", "value", "low", "high", "paper", "difference", "also": { NAME: number },
///               "letters": string|null, "images": n, "pairs": n, "skipped": n, "faults": n, "failure": string|null,
///               "curve": [{ "state", "value", "low", "high", "images" }] }],
///   "pairs": [{ "metric", "method", "other", "difference", "low", "high", "p", "holm", "differ": bool,
///               "test": "permutation"|"bootstrap", "draws": n }],
///   "notes": [{ "methods": [string], "text": string }],
///   "claims": [{ "verdict": "holds"|"does not hold"|"undecided"|"not checked", "text": string,
///                "margins": [{ "method", "other": string|null, "by", "low", "high", "verdict" }] }] }
/// </code>
/// The <c>difference</c> of a cell is value less paper, that of a pair is method less other. <c>low</c> and <c>high</c> bound a 95 %
/// interval. Cells that share a letter of <c>letters</c> show no difference after Holm's correction. <c>differ</c> is that verdict for a
/// pair, <c>test</c> and <c>draws</c> are the test's kind and number of random draws.
/// </remarks>
internal sealed class JsonTable : IResultFormat
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <inheritdoc/>
    public string FileName => "table.json";

    /// <inheritdoc/>
    public void Write(TableReport report, TextWriter writer)
    {
        var result = report.Result;
        var metrics = result.Metrics.ToDictionary(metric => metric.Name, StringComparer.Ordinal);
        var letters = metrics.Keys.ToDictionary(metric => metric, metric => CompactLetters.Compute(result, metric), StringComparer.Ordinal);
        writer.WriteLine(JsonSerializer.Serialize(
            new
            {
                Schema = 1,
                result.Title,
                result.Subject,
                Images = new { Done = result.Images, Wanted = result.ImagesRequested, Unreadable = result.SkippedImages.Count },
                result.Classes,
                Methods = result.Methods.Select(method => new { method.Name, Label = report.Label(method) }),
                Metrics = result.Metrics.Select(metric => new { metric.Name, Unit = metric.Percent ? "percent" : "plain" }),
                Cells = from method in result.Methods
                        from metric in result.Metrics
                        let cell = result.Cell(method.Name, metric.Name)
                        select new
                        {
                            cell.Metric, cell.Method,
                            Value = Number(metric, cell.Score?.Value),
                            Low = Number(metric, cell.Interval?.Low),
                            High = Number(metric, cell.Interval?.High),
                            Paper = report.Paper?.Value(cell.Method, cell.Metric),
                            Difference = report.Difference(metric, cell) is { } difference ? Rounded(difference) : null,
                            Also = (cell.Score?.Also ?? new Dictionary<string, double>()).ToDictionary(
                                also => also.Key,
                                also => Number(metric, also.Value),
                                StringComparer.Ordinal),
                            Letters = letters[cell.Metric].GetValueOrDefault(cell.Method),
                            Images = cell.Rows.Select(row => row.Sample).Distinct(StringComparer.Ordinal).Count(),
                            Pairs = cell.Rows.Count,
                            Skipped = cell.Skipped.Count,
                            cell.Faults,
                            cell.Failure,
                            Curve = cell.Curve.Select(point => new
                            {
                                point.State,
                                Value = Number(metric, point.Value),
                                Low = Number(metric, point.Interval.Low),
                                High = Number(metric, point.Interval.High),
                                point.Images,
                            }),
                        },
                Pairs = from test in PairedTests.Compute(result)
                        let metric = metrics[test.Metric]
                        select new
                        {
                            test.Metric,
                            test.Method,
                            test.Other,
                            Difference = Number(metric, test.Difference),
                            Low = Number(metric, test.Interval.Low),
                            High = Number(metric, test.Interval.High),
                            P = Rounded(test.PValue),
                            Holm = Rounded(test.HolmPValue),
                            Differ = test.IsSignificant,
                            Test = test.Kind.ToString().ToLowerInvariant(),
                            test.Draws,
                        },
                Notes = report.Notes.Select(note => new { note.Methods, note.Text }),
                Claims = report.Claims.Select(claim => new
                {
                    Verdict = claim.Verdict.Name(), claim.Text,
                    Margins = claim.Margins.Select(margin => new
                    {
                        margin.Method,
                        margin.Other,
                        By = In(claim, margin.Difference.Value),
                        Low = In(claim, margin.Difference.Interval.Low),
                        High = In(claim, margin.Difference.Interval.High),
                        Verdict = margin.Verdict.Name(),
                    }),
                }),
            },
            s_json));
    }

    private static double? Number(MetricColumn metric, double? value) => value is { } number ? Rounded(metric.ToDisplayed(number)) : null;

    private static double? In(ClaimVerdict claim, double value) => Rounded(claim.Percent ? 100 * value : value);

    private static double? Rounded(double value) => double.IsFinite(value) ? Math.Round(value, 6) : null;
}

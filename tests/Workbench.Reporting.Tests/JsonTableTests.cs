using System.Text.Json;
using Workbench.Reporting.Tests.Pairs;

namespace Workbench.Reporting.Tests;

public sealed class JsonTableTests
{
    private static JsonElement Json(TableReport report) => JsonDocument.Parse(Curves.Text(new JsonTable(), report)).RootElement;

    [Fact]
    public void Cells_have_all_values_of_the_table()
    {
        var json = Json(Runs.Small());
        json.GetProperty("schema").GetInt32().ShouldBe(1);
        json.GetProperty("images").ToString().ReplaceLineEndings("").Replace(" ", "").ShouldBe("""{"done":3,"wanted":4,"unreadable":1}""");
        json.GetProperty("metrics")[0].GetProperty("unit").GetString().ShouldBe("percent");
        var cells = json.GetProperty("cells").EnumerateArray().ToList();
        cells.Count.ShouldBe(4);
        Shown(cells[2]).ShouldBe("hits beta@b4 33.333333 0 100 40 -6.666667 30 2 3 1 null");
        Shown(cells[3]).ShouldBe("restricted-hits beta@b4 null null null null null null 0 0 0 the map has shape [1,2], not [1,1,h,w]");
        json.GetProperty("claims")[0].GetProperty("verdict").GetString().ShouldBe("not checked");
    }

    [Fact]
    public void Pairs_letters_and_curves_are_written()
    {
        var json = Json(
            new TableReport(Compared.Create(("a", [0.75, 1, 1, 1, 1, 1, 1, 1]), ("b", [0.25, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])), null, [])
        );
        json.GetProperty("cells").EnumerateArray().Select(cell => cell.GetProperty("letters").GetString()).ShouldBe(["a", "b"]);
        var pair = json.GetProperty("pairs").EnumerateArray().ShouldHaveSingleItem();
        (pair.GetProperty("difference").GetDouble(), pair.GetProperty("differ").GetBoolean()).ShouldBe((50.0, true));
        (pair.GetProperty("test").GetString(), pair.GetProperty("draws").GetInt32()).ShouldBe(("permutation", 20_000));
        pair.GetProperty("p").GetDouble().ShouldBe(2.0 / 256, 0.003);
        var curve = Json(new TableReport(Curves.Create(["last"], 1, ("high", (_, _) => 0.75)), null, []))
            .GetProperty("cells")[0]
            .GetProperty("curve")[0];
        (
            curve.GetProperty("state").GetString(),
            curve.GetProperty("value").GetDouble(),
            curve.GetProperty("low").GetDouble(),
            curve.GetProperty("images").GetInt32()
        ).ShouldBe(("last", 0.75, 0.72, 1));
    }

    private static string Shown(JsonElement cell) =>
        string.Join(
            ' ',
            new[] { "metric", "method", "value", "low", "high", "paper", "difference", "also", "images", "pairs", "skipped", "failure" }
        .Select(name => cell.GetProperty(name))
        .Select(value =>
            value.ValueKind == JsonValueKind.Object
                ? value.TryGetProperty("class-mean", out var mean)
                    ? mean
                    : default
                : value)
        .Select(value => value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? "null" : value.ToString()));
}

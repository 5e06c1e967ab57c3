using System.Globalization;
using Workbench.Scripting.Scripts;

namespace Workbench.Scripting.Tests;

/// <summary>Every script under scripts/ runs on real scenes, and its output and files are as documented.</summary>
public sealed class ShippedScriptTests(FewScenes few) : IClassFixture<FewScenes>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Folder => Path.Combine(Repository.Root, "scripts");

    private async Task<string> Run(string script, params string[] args)
    {
        using var bench = few.Open(args);
        var before = few.Output.GetStringBuilder().Length;
        await new ScriptHost(BenchScripts.Setup, _folder["cache"]).RunAsync(
            Path.Combine(Folder, script), bench, TestContext.Current.CancellationToken);
        return few.Output.ToString()[before..];
    }

    [Fact]
    public void Every_script_has_a_test() =>
        Directory
            .EnumerateFiles(Folder, "*.csx")
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal)
            .ShouldBe([
                "01-one-image.csx",
                "02-layers.csx",
                "03-tables.csx",
                "04-randomisation.csx",
                "05-new-method.csx",
                "06-custom-metric.csx",
                "07-sweeps.csx",
                "08-train-scenes.csx",
            ]);

    [Fact]
    public async Task One_image_through_all_methods()
    {
        using var bench = few.Open();
        var printed = await Run("01-one-image.csx", bench.Images[1], _folder["sheet.png"]);
        var defined = bench.Methods.Where(method => method.Id != "cam").ToList();   // CAM is not defined on the subject's VGG
        foreach (var method in defined) printed.ShouldContain(method.Id);
        printed.ShouldContain($"{defined.Count} methods, top1 is ");
        Data.Image.Load(_folder["sheet.png"]).Height.ShouldBeGreaterThan(500);
    }

    [Fact]
    public async Task Class_sensitivity_by_layer()
    {
        var rows = Rows(await Run("02-layers.csx", "3", _folder["layers.png"]));
        rows.Count.ShouldBe(20);
        rows["gradcam@b5"][0].ShouldBeLessThan(rows["gradcam++@b1"][0]);
        new FileInfo(_folder["layers.png"]).Length.ShouldBeGreaterThan(10_000);
    }

    [SlowFact]
    public async Task The_papers_tables_equal_those_of_the_specs()
    {
        const int Images = 3;
        await Run("03-tables.csx", $"{Images}", _folder["tables"]);
        using var bench = few.Open();
        for (var table = 1; table <= 4; table++)
        {
            // The shipped spec, on the same few scenes.
            var shipped = Path.Combine(Repository.Root, "experiments", $"table{table}.yaml");
            File.WriteAllText(_folder[$"table{table}.yaml"], $"extends: {shipped}\nsubject: {few.Subject}\n");
            bench.RunSpec(_folder[$"table{table}.yaml"], limit: Images)[0].Save(_folder["yaml"]);
            File.ReadAllText(_folder["tables", $"table{table}", "samples.csv"])
                .ShouldBe(File.ReadAllText(_folder["yaml", "samples.csv"]), $"table {table}");
        }
    }

    [Fact]
    public async Task A_randomisation_curve()
    {
        var rows = Rows(await Run("04-randomisation.csx", "1", _folder["curve.png"]));
        rows["guided-backprop"][0].ShouldBeGreaterThan(rows["gradcam@b5"][0]);
        new FileInfo(_folder["curve.png"]).Length.ShouldBeGreaterThan(10_000);
    }

    [Fact]
    public async Task A_new_method_beside_GradCAM()
    {
        var rows = Rows(await Run("05-new-method.csx", "3", _folder["maps.png"]));
        rows.Keys.ShouldBe(["strongest-channel", "gradcam@b4", "layercam@b4"]);
        File.Exists(_folder["maps.png"]).ShouldBeTrue();
    }

    [Fact]
    public async Task A_metric_defined_in_the_script()
    {
        var rows = Rows(await Run("06-custom-metric.csx", "4"));
        rows["gradcam@b5"][0].ShouldBeGreaterThan(rows["random"][0]);
        rows["random"][0].ShouldBeInRange(1, 40);   // about the fraction of the image that boxes cover
    }

    [SlowFact]
    public async Task Sweeps_of_q_and_gamma()
    {
        var rows = Rows(await Run("07-sweeps.csx", "2", _folder["sweeps"]));
        rows.Count.ShouldBe(15);
        rows["lrp-gamma{gamma=0}"][^1].ShouldBeLessThan(rows["lrp-gamma{gamma=.inf}"][^1]);
        Directory.EnumerateFiles(_folder["sweeps"]).Count().ShouldBe(2);
    }

    [SlowFact]   // the trainer is also tested in Workbench.Scenes.Tests
    public async Task Training_the_embedded_subject()
    {
        var printed = await Run("08-train-scenes.csx", "0.001", _folder["weights.safetensors"]);
        printed.ShouldStartWith("250 images, ");
        Engine.Model.Safetensors.Read(_folder["weights.safetensors"])["features.0.weight"].shape.ShouldBe([16, 3, 3, 3]);
    }

    [Fact]
    public async Task The_script_of_the_page_on_scripts()
    {
        var script = File.ReadAllText(Path.Combine(Repository.Root, "docs", "scripts.md"))
            .Split("```csharp\n")
            .Select(block => block.Split("```")[0])
            .Single(block => block.StartsWith("#!", StringComparison.Ordinal));
        File.WriteAllText(
            _folder["page.csx"],
            script.Replace("\"maps.png\"", $"@\"{_folder["maps.png"]}\"").Replace("limit: 100", "limit: 3"));
        Rows(await Run(_folder["page.csx"])).Keys.ShouldBe(["strongest-channel", "gradcam@b4", "layercam@b4"]);
        File.Exists(_folder["maps.png"]).ShouldBeTrue();
    }

    [Fact]
    public void The_README_has_the_script_of_the_page_on_scripts()
    {
        static string Script(string page) =>
            File.ReadAllText(Path.Combine(Repository.Root, page))
                .Split("```csharp\n")
                .Select(block => block.Split("```")[0])
                .Single(block => block.StartsWith("#!", StringComparison.Ordinal));
        Script("README.md").ShouldBe(Script("docs/scripts.md"));
    }

    [Fact]
    public async Task The_script_of_the_gallery()
    {
        var script = File.ReadAllText(Path.Combine(Repository.Root, "docs", "gallery.md")).Split("```csharp\n")[1].Split("```")[0];
        File.WriteAllText(_folder["gallery.csx"], script.Replace("\"mine.webp\"", $"@\"{_folder["mine.webp"]}\""));
        await Run(_folder["gallery.csx"]);
        File.Exists(_folder["mine.webp"]).ShouldBeTrue();
    }

    // Parses printed tables: the numbers of each row, without intervals, by its first column.
    private static Dictionary<string, double[]> Rows(string printed) =>
        printed
            .Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(words => words.Length > 1 && !words[0].EndsWith(':') && double.TryParse(words[1], CultureInfo.InvariantCulture, out _))
            .ToDictionary(
                words => words[0],
                words =>
                    words[1..]
                        .Where(word => double.TryParse(word, CultureInfo.InvariantCulture, out _))
                        .Select(word => double.Parse(word, CultureInfo.InvariantCulture))
                        .ToArray());
}

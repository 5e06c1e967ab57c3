using System.Text.Json;
using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;
using Workbench.Experiments.Figures;
using Workbench.Results;
using Workbench.Scripting.Scripts;
using Workbench.Specs;
using static TorchSharp.torch;

namespace Workbench.Scripting.Tests;

/// <summary>Figures of maps on real scenes: their images, rows and files.</summary>
public sealed class FigureTests(FewScenes few) : IClassFixture<FewScenes>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static ImageObject Box(int @class, int left, int top, int right, int bottom, bool difficult = false) =>
        new(@class, left, top, right, bottom, difficult);

    private static Sample CreateSample(params ImageObject[] objects) => new("made-up", 100, 100, objects);

    [Fact]
    public void The_rule_accepts_two_large_objects_of_different_classes_with_little_overlap()
    {
        var rule = new TwoLargeObjects();
        rule.Fits(CreateSample(Box(3, 0, 0, 39, 39), Box(1, 50, 50, 89, 89))).ShouldBeTrue();
        rule.Fits(CreateSample(Box(3, 0, 0, 39, 39))).ShouldBeFalse();
        rule.Fits(CreateSample(Box(3, 0, 0, 39, 39), Box(3, 50, 50, 89, 89))).ShouldBeFalse();   // one class
        rule.Fits(CreateSample(Box(3, 0, 0, 39, 39), Box(1, 50, 50, 79, 79))).ShouldBeFalse();   // 0.09 of the image
        rule.Fits(CreateSample(Box(3, 0, 0, 39, 39), Box(1, 50, 50, 89, 89, difficult: true))).ShouldBeFalse();
        rule.Fits(CreateSample(Box(3, 0, 0, 39, 39), Box(1, 35, 0, 74, 39))).ShouldBeFalse();    // 0.125 of the second is covered
        (rule with { Overlap = 0.125 }).Fits(CreateSample(Box(3, 0, 0, 39, 39), Box(1, 35, 0, 74, 39))).ShouldBeTrue();
        (rule with { Smallest = 0.09 }).Fits(CreateSample(Box(3, 0, 0, 39, 39), Box(1, 50, 50, 79, 79))).ShouldBeTrue();
        TwoLargeObjects
            .LargestFirst(CreateSample(Box(2, 0, 0, 9, 9), Box(3, 0, 0, 39, 39), Box(1, 50, 50, 89, 94), Box(3, 0, 0, 4, 4)))
            .ShouldBe([1, 3, 2]);
    }

    [Fact]
    public void The_rule_requires_classes_with_high_logits()
    {
        var sample = CreateSample(Box(3, 0, 0, 39, 39), Box(1, 50, 50, 89, 89));
        double[] seen = [0, 2, -1, 5], one = [3, 2, -1, 5];
        new TwoLargeObjects().IsRecognised(sample, seen).ShouldBeTrue();
        new TwoLargeObjects().IsRecognised(sample, one).ShouldBeFalse();
        new TwoLargeObjects { Strongest = 3 }.IsRecognised(sample, one).ShouldBeTrue();
        new TwoLargeObjects { Strongest = 0 }.IsRecognised(sample, [9, 0, 9, 0]).ShouldBeTrue();
    }

    [SlowFact]
    public void Figure_1_is_written_completely()
    {
        using var bench = few.Open();
        var figure = ExperimentFile
            .Load(Path.Combine(Repository.Root, "experiments", "figure1.yaml"), bench.Catalog)
            .Figures.ShouldHaveSingleItem();
        // Only one scene in thirty has two objects as large as the figure requires.
        var layout = figure.Layout with { Images = new FigureImages([], new TwoLargeObjects { Smallest = 0.04 }) };
        var drawn = new FigureRun(layout, bench.Subject, 0).Compute(cancel: TestContext.Current.CancellationToken);
        drawn.Failures.ShouldBeEmpty();
        drawn.Write(_folder.Root).ShouldBe(["figure.png", "figure.svg", "figure.pdf", "figure.webp", "figure.json"]);

        using var json = JsonDocument.Parse(File.ReadAllText(_folder["figure.json"]));
        var root = json.RootElement;
        root.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("method").GetString())
            .ShouldBe([
                "gradcam@b5", "gradcam++@b5", "gradcam-pos@b5", "gradmid@b5", "fullgrad", "cumulative-gradcam", "cumulative-gradmid",
            ]);
        root.GetProperty("maps").GetArrayLength().ShouldBe(14);
        var image = root.GetProperty("images")[0];
        var rows = root.GetProperty("rows").EnumerateArray().ToList();
        rows.Select(row => row.GetProperty("target").GetString()).ShouldBe(["present1", "present2"]);

        // It shows the first image that satisfies the rule, with that image's logits.
        var id = image.GetProperty("id").GetString()!;
        var sample = bench.Subject.Data.Read(id).Sample;
        rows.Select(row => row.GetProperty("class").GetInt32()).ShouldBe(TwoLargeObjects.LargestFirst(sample).Take(2));
        using var maps = bench.Maps(id, ["gradcam@b5"], "0", $"{rows[0].GetProperty("class").GetInt32()}");
        foreach (var row in rows) row.GetProperty("logit").GetDouble().ShouldBe(maps.Logits[row.GetProperty("class").GetInt32()], 1e-4);
        var rule = figure.Layout.Images.Rule!;
        foreach (var before in bench.Images.TakeWhile(other => other != id))
        {
            using var other = bench.Maps(before, ["gradcam@b5"]);
            var earlier = bench.Subject.Data.Read(before).Sample;
            (rule.Fits(earlier) && rule.IsRecognised(earlier, other.Logits)).ShouldBeFalse(before);
        }
        // The map of a cell equals the map that a script gets.
        var first = root.GetProperty("maps")[0];
        first
            .GetProperty("max")
            .GetDouble()
            .ShouldBe(maps["gradcam@b5", rows[0].GetProperty("class").GetInt32()].max().item<float>(), 1e-4);
        first.GetProperty("high").GetDouble().ShouldBeLessThanOrEqualTo(first.GetProperty("max").GetDouble());
        drawn.ToReportFigure().Image.Length.ShouldBeLessThan(300_000);
        (Image.Load(_folder["figure.png"]).Width, drawn.ToReportFigure().Width).ShouldBe((2100, 1200));
    }

    [Fact]
    public void Randomised_states_equal_those_of_the_metric()
    {
        using var bench = few.Open();
        var states = bench.Catalog.CreateMetric(new("parameter-randomization")).Metric.Plan(bench.Model.Architecture).States;
        RandomisedStates.FromName("full", bench.Model.Architecture, 0.1, 0).ShouldBe(states[^1]);
        RandomisedStates
            .FromName("features.17", bench.Model.Architecture, 0.1, 0)
            .ShouldBe(states.Single(state => state.Id == "features.17"));
        // The next layer with parameters.
        RandomisedStates.FromName("b3", bench.Model.Architecture, 0.1, 0).ShouldBe(states.Single(state => state.Id == "features.17"));
        var half = RandomisedStates.FromName("half", bench.Model.Architecture, 0.1, 0);
        states
            .Count(state =>
                bench.Model.Architecture[state.RandomiseFrom ?? "features.0"].Index
                >= bench.Model.Architecture[half.RandomiseFrom!.Value].Index)
            .ShouldBe((states.Count - 1) / 2);
        RandomisedStates.FromName("trained", bench.Model.Architecture, 0.1, 0).ShouldBe(ModelState.Trained);
    }

    [Fact]
    public void Rows_are_classes_within_states_each_with_its_own_logit()
    {
        using var bench = few.Open();
        var drawn = bench.Figure(
            ["gradcam@b5", "gradcam++@b1"],
            bench.Images[0],
            ["top1", "bottom1"],
            ["trained", "full"],
            scale: MapScale.Row);
        drawn
            .Record.Rows.Select(row => (row.State, row.Target))
            .ShouldBe([("trained", "top1"), ("trained", "bottom1"), ("full", "top1"), ("full", "bottom1")]);
        drawn.Record.Rows[0].Class.ShouldBe(drawn.Record.Rows[2].Class);
        drawn.Record.Rows[0].Logit.ShouldNotBe(drawn.Record.Rows[2].Logit);
        (drawn.Record.Rows[2].RandomisedFrom, drawn.Record.Rows[2].Sigma).ShouldBe(("features.0", 0.1));
        drawn.Grid.Rows[2].State.ShouldBe("fully randomised");
        drawn.Record.Maps.Where(map => map.Row == 1).Select(map => (map.Low, map.High)).Distinct().Count().ShouldBe(1);
        drawn.Grid.Rows[0].Maps[0]!.Values.ShouldNotBe(drawn.Grid.Rows[2].Maps[0]!.Values);
    }

    [Fact]
    public void A_method_that_fails_leaves_marked_cells_and_is_reported()
    {
        using var bench = few.Open();
        var broken = Bench.Define("broken", "b3", (a, g) => throw new InvalidOperationException("not today"));
        var drawn = bench.Figure([broken, "gradcam@b5"], bench.Images[0], ["top1"]);
        drawn.Failures.ShouldHaveSingleItem().ShouldContain("not today");
        few.Notes.ShouldContain(drawn.Failures[0]);
        drawn.Grid.Rows[0].Maps[0].ShouldBeNull();
        drawn.Grid.Rows[0].Maps[1].ShouldNotBeNull();
        drawn.Record.Maps[0].Failure.ShouldNotBeNull().ShouldContain("not today");
    }

    [Fact]
    public void Unknown_names_are_reported_before_any_pass()
    {
        using var bench = few.Open();
        Should
            .Throw<DataException>(() => bench.Figure(["gradcam"], "00003", ["top1"]))
            .Message.ShouldStartWith(
                "figure: '00003' is neither a file nor an image of few, whose 8 images are 000000 to 000007; did you mean '000003'?");
        Should
            .Throw<PlanException>(() => bench.Figure(["gradcam"], bench.Images[0], ["red moat"]))
            .Message.ShouldStartWith("figure: Unknown target 'red moat'; did you mean 'red boat'?");
        Should
            .Throw<PlanException>(() => bench.Figure(["gradcam"], bench.Images[0], ["top1"], ["halv"]))
            .Message.ShouldStartWith("figure: state 'halv': The model has no layer 'halv'");
        Should
            .Throw<DataException>(() => bench.Figure(["gradcam"], bench.Images[0], ["present9"]))
            .Message.ShouldStartWith("figure: 'present9' needs an image with 9 annotated classes");
        var none = new MapFigureLayout(
            "mine",
            "",
            new FigureImages([], new TwoLargeObjects { Smallest = 0.9 }),
            new FigureRows(["present1"], ["trained"]),
            [new(bench.Catalog.CreateMethod(new("gradcam")), "a")]);
        Should
            .Throw<DataException>(() => new FigureRun(none, bench.Subject, 0).Compute())
            .Message.ShouldStartWith("mine: 'two-large-objects' selects 0 of 1 images in few: ");
    }

    [Fact]
    public void A_figure_of_many_images_is_planned_once_and_runs_in_batches()
    {
        using var bench = few.Open();
        var counted = new Counted();
        var method = new MethodInstance(
            new PluginCall("counted"),
            new PluginDescriptor("counted", PluginKind.Method, "", false, [], "", ""),
            counted);
        var layout = new MapFigureLayout(
            "mine",
            "",
            new FigureImages([.. bench.Images.Take(3), bench.Images[0]]),
            new FigureRows(["top1"], ["trained", "full"]),
            [new(method, "a")]);
        var drawn = new FigureRun(layout, bench.Subject, 0).Compute(cancel: TestContext.Current.CancellationToken);
        drawn.Record.Rows.Select(row => row.Image).ShouldBe(layout.Images.Named.SelectMany(name => new[] { name, name }));
        counted.Plans.ShouldBe(1);
        counted.Calls.ShouldBe(2);   // once per state, for all images
    }

    private sealed class Counted : IAttributionMethod
    {
        public int Plans { get; private set; }

        public int Calls { get; private set; }

        public PassRequest Plan(IArchitecture model)
        {
            Plans++;
            return PassRequest.Create("b5", Tap.Activation);
        }

        public Tensor Attribute(IPass pass)
        {
            Calls++;
            return pass.Activation("b5").sum(1, keepdim: true);
        }
    }

    [Fact]
    public async Task A_script_draws_its_own_figure()
    {
        using var bench = few.Open();
        File.WriteAllText(_folder["mine.csx"],
            $$"""
            var figure = Figure(["gradcam@b5", "gradcam++@b5"], Images[4], ["red boat", "blue clock"]);
            foreach (var file in new[] { "mine.png", "mine.svg", "mine.pdf" })
                figure.Save(System.IO.Path.Combine(@"{{_folder.Root}}", file));
            """);
        await new ScriptHost(BenchScripts.Setup, _folder["cache"]).RunAsync(
            _folder["mine.csx"],
            bench,
            TestContext.Current.CancellationToken);
        Image.Load(_folder["mine.png"]).Width.ShouldBe(2100);
        File.ReadAllText(_folder["mine.svg"]).ShouldContain("<svg");
        File.ReadAllBytes(_folder["mine.pdf"])[..5].ShouldBe("%PDF-"u8.ToArray());
    }

    [Fact]
    public void A_frame_is_placed_where_the_input_shows_the_object()
    {
        // The shorter side is resized to 256, then the central 224 × 224 are cropped.
        InputConvention.FromName("imagenet").MapPoint(512, 256, 256, 128).ShouldBe((112, 112));
        InputConvention.FromName("imagenet").MapPoint(512, 256, 144, 16).ShouldBe((0, 0));
        InputConvention.FromName("voc-caffe").MapPoint(448, 224, 448, 112).ShouldBe((448, 112));
    }
}

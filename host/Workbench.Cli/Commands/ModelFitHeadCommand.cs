using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Scripting;
using Workbench.Specs;
using Workbench.Training.Heads;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench model fit-head SUBJECT</c>: fits a linear classifier to the pooled features of a subject's images.</summary>
internal sealed class ModelFitHeadCommand(CommandContext context)
{
    private readonly Argument<string> _subject = new("SUBJECT") { Description = "A shipped subject's name, or a subject file" };
    private readonly Option<string> _output = new("--out")
    {
        Description = "The safetensors file to write, for the key 'classifier' of a model card", HelpName = "FILE", Required = true,
    };
    private readonly Option<string?> _split = new("--split")
    {
        Description = "Split of the data to fit on; default: trainval, or train for scenes", HelpName = "NAME",
    };
    private readonly Option<string?> _test = new("--test") { Description = "Split to test on, not fitted to", HelpName = "NAME" };
    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Overrides a value of the subject ('data.root=VOC2007'); may be repeated", HelpName = "KEY=VALUE",
    };
    private readonly Option<bool> _force = new("--force") { Description = "Replaces FILE if it exists" };
    private readonly Option<string?> _dtype = new("--dtype") { Description = Precision.Help };
    private readonly Option<string?> _device = new("--device")
    {
        Description = "cpu, cuda, cuda:1 …; default: CUDA if there is a device", HelpName = "DEVICE",
    };
    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "CPU threads of libtorch; default: one per core", HelpName = "N",
    };

    public Command Create()
    {
        _dtype.AcceptOnlyFromAmong([.. Precision.Names]);
        ExperimentOptions.AtLeastOne(_threads);
        var command = new Command("fit-head",
            """
            Fits a linear classifier to the pooled features of a subject's images, for any network that ends in global pooling, with or
            without a fully connected layer behind it. It is ridge regression in closed form; the penalty has the smallest error of exact
            leave-one-out predictions. Prints the average precision of these predictions and, with --test, that on other images.
            A model card with 'classifier: FILE' then has the network with this classifier.

            Examples:
              workbench model fit-head my-subject.yaml --out head.safetensors
              workbench model fit-head voc07-resnet18 --set data.root=VOCdevkit --test test --out head.safetensors
              workbench model fit-head photos.yaml --out head.safetensors --force
            """)
        {
            _subject, _output, _split, _test, _set, _force, _dtype, _device, _threads,
        };
        command.SetAction((parsed, cancel) => Task.Run(() => Run(parsed, cancel), cancel));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancel)
    {
        var output = parsed.GetValue(_output)!;
        if (Directory.Exists(output)) return Refuse($"'{output}' is a folder: name a file in it.");
        if (File.Exists(output) && !parsed.GetValue(_force)) return Refuse($"'{output}' already exists; --force replaces it.");
        var fitted = Read(parsed, parsed.GetValue(_split));
        var tested = parsed.GetValue(_test) is { } test ? Read(parsed, test) : null;
        foreach (var spec in new[] { fitted, tested }.OfType<SubjectSpec>()) SubjectFile.CheckFiles(spec);
        using var session = context.Open(parsed.GetValue(_device), parsed.GetValue(_threads), cancel);
        var input = InputConvention.FromName(fitted.Input.Value);
        var form = fitted.Model.Form with { Classifier = null, Classes = [] };
        var dtype = parsed.GetValue(_dtype) is { } named ? Precision.FromName(named) : Precision.Default;
        var model = session.Model(fitted.Model.Weights.Value, dtype, input, form);
        var features = PooledFeatures.Find(model.Architecture)
            ?? throw new WeightsException(
                $"The network '{model.Path}' does not end in global pooling, with or without one fully connected layer behind it, "
                + "so it has no pooled features to fit to.");
        var data = new Subject(fitted.Name, model, input, session.Data(fitted.Data));
        if (data.Data.Classes.Count == 0) throw new DataException("The data has no classes to fit to.");
        var other = tested is null ? null : data with { Data = session.Data(tested.Data) };
        // The scenes of every split have the same ids.
        var isOtherScenes = (fitted.Data, tested?.Data) is (ScenesData one, ScenesData two) && one.Split != two.Split;
        if (!isOtherScenes && other?.Data.Ids.Intersect(data.Data.Ids, StringComparer.Ordinal).Count() is > 0 and var shared)
            throw new DataException(
                $"{shared} of {other.Data.Ids.Count} images to test on are also fitted to: name another split with --test.");
        AtomicFile.CheckCanWrite(output);
        using var table = Features(data, features, cancel);
        if (table.Count < 2) throw new DataException("A fit needs at least two images.");
        using var head = ClassifierHead.Fit(table);
        context.Writer.WriteLine(
            $"{features.Count} features, {data.Data.Classes.Count} classes, {table.Count} images; penalty {Number(head.Penalty)}");
        var leftOut = table.Precisions(head.LeftOut);
        IReadOnlyList<double>? onTest = null;
        if (other is not null)
        {
            using var others = Features(other, features, cancel);
            using var scores = head.Score(others.Features);
            onTest = others.Precisions(scores);
        }
        Print(data.Data.Classes, leftOut, onTest);
        head.Write(output, Notes(data, model, table, head, leftOut, onTest));
        context.Writer.WriteLine($"written: {output}, {new FileInfo(output).Length.ToString("N0", CultureInfo.InvariantCulture)} bytes");
        return ExitCode.Done;
    }

    private SubjectSpec Read(ParseResult parsed, string? split)
    {
        var name = parsed.GetValue(_subject)!;
        var file = !ShippedSubjects.IsName(name) ? name
            : ShippedSubjects.Find(name, Environment.CurrentDirectory)
                ?? throw new SubjectException(
                    $"Unknown subject '{name}'{NearestName.Hint(name, ShippedSubjects.Names(Environment.CurrentDirectory))}");
        var overrides = (parsed.GetValue(_set) ?? []).Select(text => new SpecOverride(text)).ToList();
        split ??= SubjectFile.Read(file, overrides).Data switch { VocData => "trainval", ScenesData => "train", _ => null };
        var spec = SubjectFile.Read(file, split is null ? overrides : [.. overrides, SpecOverride.FromText("data.split", split)]);
        // The classifier may not have been fitted yet. A list of difficult pairs is of one split, and none is needed.
        return spec with
        {
            Model = spec.Model with { Classifier = null },
            Data = spec.Data switch
            {
                VocData voc => voc with { Difficult = null },
                CocoData coco => coco with { Difficult = null },
                var other => other,
            },
        };
    }

    private FeatureTable Features(Subject subject, PooledFeatures features, CancellationToken cancel)
    {
        FeatureTable? table = null;
        context.Progress.Bar(
            "images",
            subject.Data.Ids.Count,
            (report, token) => table = FeatureTable.Compute(subject, features, report, token),
            cancel);
        foreach (var failure in table!.Failures) context.Warn(failure);
        return table;
    }

    private void Print(IReadOnlyList<string> classes, IReadOnlyList<double> leftOut, IReadOnlyList<double>? onTest)
    {
        const string Header = "average precision";
        var width = Math.Max(Header.Length, classes.Max(name => name.Length));
        void Row(string name, string one, string? other) =>
            context.Writer.WriteLine($"{name.PadRight(width)}  {one,8}  {other,5}".TrimEnd());
        Row(Header, "left out", onTest is null ? null : "test");
        foreach (var (index, one) in classes.Index()) Row(one, Share(leftOut[index]), onTest is null ? null : Share(onTest[index]));
        Row("mean", Share(Mean(leftOut)), onTest is null ? null : Share(Mean(onTest)));
        var lacking = classes.Index().Where(one => double.IsNaN(leftOut[one.Index])).ToList();
        if (lacking is [var (kind, name)]) context.Warn($"No image to fit on shows '{name}' (class {kind}).");
        else if (lacking.Count > 0)
            context.Warn(
                $"No image to fit on shows these {lacking.Count} classes: "
                + $"{string.Join(", ", lacking.Select(one => $"'{one.Item}' ({one.Index})"))}.");
    }

    private static Dictionary<string, string> Notes(
        Subject data, ModelService model, FeatureTable table, ClassifierHead head, IReadOnlyList<double> leftOut,
        IReadOnlyList<double>? onTest)
    {
        var notes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["made-by"] = "workbench model fit-head",
            ["backbone"] = Path.GetFileName(model.Path),
            ["backbone-sha256"] = model.Hash,
            ["convention"] = data.Input.Name,
            ["data"] = data.Data.Hash,
            ["images"] = $"{table.Count}",
            ["penalty"] = Number(head.Penalty),
            ["mean-average-precision-left-out"] = Share(Mean(leftOut)),
        };
        if (onTest is not null) notes["mean-average-precision-test"] = Share(Mean(onTest));
        if (!data.Data.Classes.Any(name => name.Contains(','))) notes["classes"] = string.Join(',', data.Data.Classes);
        return notes;
    }

    private static double Mean(IEnumerable<double> precisions) =>
        precisions.Where(precision => !double.IsNaN(precision)).DefaultIfEmpty(double.NaN).Average();

    private static string Share(double share) => double.IsNaN(share) ? "–" : share.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Number(double number) => number.ToString("G6", CultureInfo.InvariantCulture);

    private int Refuse(string message)
    {
        context.Errors.MarkupLineInterpolated($"[red]{message}[/]");
        return ExitCode.Usage;
    }
}

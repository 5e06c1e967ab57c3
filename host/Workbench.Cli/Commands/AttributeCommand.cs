using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;
using Workbench.Data;
using Workbench.Engine;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Runs;
using Workbench.Engine.Store;
using Workbench.Experiments.Attribution;
using static TorchSharp.torch;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench attribute INPUT…</c>: writes the maps of given inputs, methods and targets.</summary>
internal sealed class AttributeCommand(CommandContext context)
{
    private const string DefaultConvention = "imagenet";

    private readonly Argument<string[]> _inputs = new("INPUT")
    {
        Description = "Images (.jpg, .png, .webp, .bmp, .gif, .tif, .ppm), or .npy arrays [1,3,H,W], used as the normalised input",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string[]> _methods = new("--method")
    {
        Description =
            "A method as in a spec: id, id@layer or id@layer{option=value}; required, may be repeated. 'workbench plugins list' shows all",
        HelpName = "METHOD",
    };
    private readonly Option<string[]> _targets = new("--target")
    {
        Description = "A class's number or name, top1 or bottom1 (largest and smallest logit); may be repeated. Default: top1",
        HelpName = "TARGET",
    };
    private readonly Option<string?> _model = new("--model")
    {
        Description = "Weights (safetensors or PyTorch), an ONNX file, or a model card (.yaml); default: the embedded subject's",
        HelpName = "FILE",
    };
    private readonly Option<string?> _convention = new("--input")
    {
        Description =
            "How images become the model's input, also with numbers as imagenet-232-224; "
            + "default: as in the card, else that of pulled weights, else in the weights' metadata ('convention'), else imagenet",
    };
    private readonly Option<string> _orientation = new("--orientation")
    {
        Description =
            "Orientation of images: stored (pixels as in the file) or upright (turned by the EXIF orientation)",
        DefaultValueFactory = _ => PictureReadingNotes.OptionValue(PictureReading.Default.Orientation),
    };
    private readonly Option<string> _alpha = new("--alpha")
    {
        Description = "Transparency: dropped (the colour below it is used), or blended with white or black",
        DefaultValueFactory = _ => PictureReadingNotes.OptionValue(PictureReading.Default.Alpha),
    };
    private readonly Option<string?> _dtype = new("--dtype") { Description = Precision.Help };
    private readonly Option<bool> _conservation = new("--conservation")
    {
        Description = "Prints for each layer how much of the method's signal it keeps (LRP conserves relevance; the gradient does not)",
    };
    private readonly Option<bool> _raw = new("--raw") { Description = "Writes only raw maps and the manifest, no images" };
    private readonly Option<string> _output = new("--out")
    {
        Description = "Folder to write",
        HelpName = "DIR",
        DefaultValueFactory = _ => Path.Combine("runs", "attribute"),
    };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of methods that use random numbers", HelpName = "N" };
    private readonly Option<string?> _device = new("--device")
    {
        Description = "cpu, cuda, cuda:1 …; default: CUDA if there is a device",
        HelpName = "DEVICE",
    };
    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "CPU threads of libtorch; default: one per core",
        HelpName = "N",
    };

    public Command Create()
    {
        _dtype.AcceptOnlyFromAmong([.. Precision.Names]);
        _convention.CompletionSources.Add([.. InputConvention.Names]);
        _convention.Validators.Add(result =>
        {
            if (result.GetValue(_convention) is { } name && InputConvention.FindProblem(name) is { } problem) result.AddError(problem);
        });
        _orientation.AcceptOnlyFromAmong(PictureReadingNotes.OptionValues<PictureOrientation>());
        _alpha.AcceptOnlyFromAmong(PictureReadingNotes.OptionValues<PictureAlpha>());
        ExperimentOptions.AtLeastOne(_threads);
        var command = new Command("attribute",
            """
            Writes the maps of some inputs: raw as .npy, over the image as .png, and one sheet of all maps per input.

            Examples:
              workbench attribute street.jpg --method METHOD@b5
              workbench attribute a.jpg b.jpg --method METHOD@b5 --method 'METHOD@features.15{OPTION=VALUE}' --target car --target top1
              workbench attribute street.jpg --model resnet18.pth --method 'METHOD{OPTION=VALUE}' --conservation
              workbench attribute input.npy --model my-vgg16.safetensors --method METHOD --target 4 --dtype float64 --raw --out maps

            DIR/<input name>_c<class>/<method as given>.npy   the raw map, [1,1,h,w]: signed, at the layer's own size
            DIR/<input name>_c<class>/<method as given>.png   the map over the model's input, with a colour bar
            DIR/<input name>.png                              targets × methods on one sheet
            DIR/manifest.json                                 the files with their meaning, logits, hashes, versions, failures
            """)
        {
            _inputs,
            _methods,
            _targets,
            _model,
            _convention,
            _orientation,
            _alpha,
            _dtype,
            _conservation,
            _raw,
            _output,
            _seed,
            _device,
            _threads,
        };
        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, cancel)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        using var session = context.Open(parsed.GetValue(_device), parsed.GetValue(_threads), cancel);
        using var plugins = context.LoadPlugins();
        var inputs = Inputs(parsed.GetValue(_inputs)!);
        var asked = parsed.GetValue(_methods) is { Length: > 0 } methods
            ? MethodArgument.ParseAll(methods, plugins)
            : throw MethodArgument.MissingMethodError(plugins, inputs[0].Path);
        var (weights, card) = parsed.GetValue(_model) is { } named
            ? ModelCommand.ResolveWeights(named, null)
            : (EmbeddedNetwork.Weights(), null);
        var notes = WeightsNotes.Read(weights);
        var convention = Convention(
            parsed.GetValue(_convention) ?? ModelCommand.KnownInput(weights, card), notes, inputs.Any(input => !input.IsArray));
        var model = session.Model(weights, Precision.FromName(parsed.GetValue(_dtype)), convention, card?.Form);
        var names = Names(model.Architecture.Form.Classes is { Count: > 0 } own ? own : notes.Classes, model);
        if (parsed.GetValue(_model) is null) context.Errors.MarkupLineInterpolated($"[yellow]{EmbeddedNetwork.Warning(names)}[/]");
        var targets = Targets(parsed.GetValue(_targets) ?? [], model.Architecture, names);
        var seed = parsed.GetValue(_seed);
        var run = new MapRun(model, [.. asked.Select(method => method.Instance).Distinct()], MapRun.KindsOf(targets), seed);
        asked = [.. asked.Select(method => method.WithPlan(run.Plan))];

        var reading = new PictureReading(
            Enum.Parse<PictureOrientation>(parsed.GetValue(_orientation)!, ignoreCase: true),
            Enum.Parse<PictureAlpha>(parsed.GetValue(_alpha)!, ignoreCase: true));
        var manifest = new MapManifest
        {
            Workbench = HostIdentity.Workbench,
            Command = context.Arguments,
            Model = new ManifestModel(
                Path.GetFileName(weights),
                model.Hash,
                model.ClassifierHash,
                model.Architecture.ToString()!,
                model.Architecture.Classes,
                names.Count > 0 ? names : null),
            Convention = convention.Name,
            Orientation = PictureReadingNotes.OptionValue(reading.Orientation),
            Alpha = PictureReadingNotes.OptionValue(reading.Alpha),
            Dtype = Precision.NameOf(model.Arithmetic),
            Device = model.Device.ToString(),
            Threads = get_num_threads(),
            Seed = seed,
            Versions = Provenance.Versions(),
            Plugins = asked
                .Select(method => method.Instance.Plugin)
                .DistinctBy(plugin => plugin.Assembly)
                .ToDictionary(plugin => plugin.Assembly, plugin => plugin.Hash, StringComparer.Ordinal),
        };
        foreach (var (failed, reason) in run.Plan.FailedMethods)
        {
            context.Errors.WriteLine(reason);
            manifest.Failures.AddRange(
                asked.Where(method => method.Instance == failed).Select(method => new ManifestFailure(null, method.Text, reason)));
        }
        var output = parsed.GetValue(_output)!;
        var tables = new List<Action>();
        var folder = new MapFolder(output, manifest, asked, names, pictures: !parsed.GetValue(_raw));
        Write(output, folder, () =>
            context.Progress.Bar(
                "maps",
                inputs.Count * run.Steps,
                (report, token) =>
                    new AttributeRun(model, convention, run, targets, folder, manifest, reading, context.Errors.WriteLine)
                    {
                        OnWritten = parsed.GetValue(_conservation) ? Measure : null,
                    }.Compute(inputs, report, token),
                cancel));
        foreach (var table in tables) table();

        Report(manifest, folder, inputs.Count, clock.Elapsed);
        return cancel.IsCancellationRequested ? ExitCode.Interrupted : manifest.Failures.Count > 0 ? ExitCode.CellsFailed : ExitCode.Done;

        void Measure(LoadedInput input, TargetMaps maps)
        {
            foreach (var (target, _) in maps.Classes)
                foreach (var method in asked.Where(method => method.IsPlanned && maps.FailureOf(method.Instance) is null))
                {
                    var layers = Conservation.Measure(model, run.Plan, method.Instance, input.Tensor, target);
                    var title = $"{method.Text}, {folder.Label(target)}, {input.Name}";
                    tables.Add(() => new ConservationTable(context.Writer).Write(title, layers));
                }
        }
    }

    // The manifest is written first, so that a folder that cannot be written stops the run before its first pass. It is written again at
    // the end, even after an error, so that it lists all files on the disk.
    private static void Write(string output, MapFolder folder, Action work)
    {
        try
        {
            folder.WriteManifest();
            try
            {
                work();
            }
            finally
            {
                folder.WriteManifest();
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw RunStoreException.FromFolder(output, error);
        }
    }

    private void Report(MapManifest manifest, MapFolder folder, int inputs, TimeSpan time)
    {
        foreach (var input in manifest.Inputs)
        {
            var best = input.Logits.Index().MaxBy(pair => pair.Item).Index;
            context.Output.WriteLine(
                FormattableString.Invariant($"{input.Name}: {MapTarget.Top} is {folder.Label(best)}, logit {input.Logits[best]:0.00}"));
        }
        var unread = manifest.Failures.Count(failure => failure.Method is null);
        var maps = $"{manifest.Maps.Count} map{(manifest.Maps.Count == 1 ? "" : "s")}";
        var read = $"{manifest.Inputs.Count} of {inputs} input{(inputs == 1 ? "" : "s")}";
        var seconds = FormattableString.Invariant($"{time.TotalSeconds:0.0} s");
        context.Errors.WriteLine(
            $"{maps} of {read} in {seconds}{(unread > 0 ? $", {unread} not readable" : "")}; {folder.ManifestPath}");
        if (!manifest.Complete) context.Errors.WriteLine("Interrupted: the manifest lists the files written so far.");
    }

    private static IReadOnlyList<MapInput> Inputs(IEnumerable<string> paths)
    {
        var (problems, inputs, names) = (new List<string>(), new List<MapInput>(), new FileNames());
        foreach (var path in paths.DistinctBy(Path.GetFullPath, StringComparer.Ordinal))
            if (Directory.Exists(path)) problems.Add($"'{path}' is a folder: name its files, for example {Path.Combine(path, "*.jpg")}");
            else if (!File.Exists(path)) problems.Add($"'{path}' does not exist{NearestFile.Hint(path)}");
            else inputs.Add(new MapInput(path, names.CreateUnique(Path.GetFileNameWithoutExtension(path))));
        return problems.Count == 0 ? inputs : throw new PlanException(problems);
    }

    private InputConvention Convention(string? asked, WeightsNotes notes, bool hasPictures)
    {
        if (asked is not null) return InputConvention.FromName(asked);
        if (notes.Convention is { } own && InputConvention.FindProblem(own) is null) return InputConvention.FromName(own);
        if (notes.Convention is { } unknown)
            context.Errors.WriteLine(
                $"warning: The weights name the unknown input convention '{unknown}'; '{DefaultConvention}' is used. "
                + "Name another one with --input.");
        else if (hasPictures)
            context.Errors.WriteLine(
                $"note: Neither the weights nor a card names an input convention; '{DefaultConvention}' is used. "
                + "Name another one with --input.");
        return InputConvention.FromName(DefaultConvention);
    }

    private IReadOnlyList<string> Names(IReadOnlyList<string> named, ModelService model)
    {
        if (named.Count == 0 || named.Count == model.Architecture.Classes) return named;
        context.Errors.WriteLine(
            $"warning: The weights have {model.Architecture.Classes} classes but name {named.Count}; the names are ignored.");
        return [];
    }

    private static IReadOnlyList<MapTarget> Targets(IReadOnlyList<string> texts, Architecture card, IReadOnlyList<string> names)
    {
        var (problems, targets) = (new List<string>(), new List<MapTarget>());
        foreach (var text in (texts.Count > 0 ? texts : [MapTarget.Top]).Distinct(StringComparer.Ordinal))
            try
            {
                targets.Add(MapTarget.Parse(text, card, names));
            }
            catch (FormatException error)
            {
                problems.Add($"--target {text}: {error.Message}");
            }
        return problems.Count == 0 ? targets : throw new PlanException(problems);
    }
}

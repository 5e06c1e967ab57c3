using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Runs;
using TorchSharp;

namespace Workbench.Experiments.Attribution;

/// <summary>Runs the shared passes over the inputs and writes their maps.</summary>
/// <param name="model">The model.</param>
/// <param name="convention">Converts pictures to the model's input.</param>
/// <param name="run">The passes.</param>
/// <param name="targets">The classes to explain in each input.</param>
/// <param name="folder">Writes the maps.</param>
/// <param name="manifest">Records inputs, maps and failures.</param>
/// <param name="reading">How orientation and transparency of pictures are handled.</param>
/// <param name="say">Takes messages for the user, each once.</param>
internal sealed class AttributeRun(
    ModelService model,
    InputConvention convention,
    MapRun run,
    IReadOnlyList<MapTarget> targets,
    MapFolder folder,
    MapManifest manifest,
    PictureReading reading,
    Action<string> say)
{
    private const double ShareOfMemory = 0.8;

    private readonly PictureReadingNotes _choices = new(reading);
    private readonly HashSet<string> _messages = new(StringComparer.Ordinal);

    /// <summary>Receives each input with its maps after they are written, or null.</summary>
    public Action<LoadedInput, TargetMaps>? OnWritten { get; init; }

    /// <summary>Computes and writes the maps of all inputs. Returns early, between batches, when cancelled.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="progress">Takes the number of finished steps; each input has <see cref="MapRun.Steps"/>.</param>
    /// <param name="cancel">Stops between batches.</param>
    public void Compute(IReadOnlyList<MapInput> inputs, IProgress<int> progress, CancellationToken cancel)
    {
        var (written, failed, unread) = (0, 0, new List<ManifestFailure>());
        run.Compute(
            Loaded(),
            Write,
            (input, reason) => Fail(
                input,
                $"'{input.File.Path}': out of memory with this input alone ({input.Width}×{input.Height}). {reason}"),
            new Shifted(progress, () => unread.Count * run.Steps),
            cancel);
        manifest.Halvings = run.Batches.Halvings.Count > 0 ? run.Batches.Halvings : null;
        if (run.Batches.Summary is { } summary) SayOnce(summary);
        foreach (var sentence in _choices.Messages) SayOnce(sentence);
        manifest.SortByInput([.. inputs.Select(input => input.Path)]);
        manifest.Complete = written + failed + unread.Count == inputs.Count;

        IEnumerable<LoadedInput> Loaded()
        {
            foreach (var input in inputs)
            {
                if (cancel.IsCancellationRequested) yield break;
                if (Load(input) is { } loaded) yield return loaded;
            }
        }

        LoadedInput? Load(MapInput input)
        {
            try
            {
                var loaded = input.Load(convention, model.Architecture, reading, targets);
                _choices.Record(loaded);
                RequireMemory(loaded);
                return loaded;
            }
            catch (DataException error)
            {
                unread.Add(new ManifestFailure(input.Path, null, error.Message));
                manifest.Failures.Add(unread[^1]);
                SayOnce(error.Message);
                progress.Report((written + failed + unread.Count) * run.Steps);
                return null;
            }
        }

        void Write(LoadedInput input, TargetMaps maps)
        {
            using (input)
            {
                foreach (var reason in folder.Write(input, maps)) SayOnce(reason);
                OnWritten?.Invoke(input, maps);
            }
            folder.WriteManifest(now: false);
            written++;
        }

        void Fail(LoadedInput input, string reason)
        {
            using (input) manifest.Failures.Add(new ManifestFailure(input.File.Path, null, reason));
            SayOnce(reason);
            failed++;
        }
    }

    private void RequireMemory(LoadedInput input)
    {
        var cost = PlanCost.Estimate(run.Plan, input.Width, input.Height, targets.Count, (int)model.Dtype.ElementSize());
        if (model.Device.type != DeviceType.CPU || cost.KeptBytes <= ShareOfMemory * MemoryLimit.Memory) return;
        input.Dispose();
        throw new DataException(
            $"'{input.File.Path}' is {input.Width}×{input.Height} as the model's input. "
            + $"These methods and targets need about {cost.KeptBytes / 1e9:0} GB for it, of {MemoryLimit.Memory / 1e9:0} GB. "
            + "Make it smaller, or choose a convention that resizes (--input imagenet).");
    }

    // Unreadable inputs count as finished steps, or the progress would never reach its total.
    private sealed class Shifted(IProgress<int> progress, Func<int> by) : IProgress<int>
    {
        public void Report(int value) => progress.Report(value + by());
    }

    private void SayOnce(string reason)
    {
        if (_messages.Add(reason)) say(reason);
    }
}

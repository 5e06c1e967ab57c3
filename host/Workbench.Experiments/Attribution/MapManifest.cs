using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Workbench.Data;
using Workbench.Engine.Passes;

namespace Workbench.Experiments.Attribution;

/// <summary>The contents of <c>manifest.json</c>: how the maps were computed, the inputs, and the file of each map.</summary>
internal sealed class MapManifest
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public required string Workbench { get; init; }
    public required IReadOnlyList<string> Command { get; init; }
    public required ManifestModel Model { get; init; }

    /// <summary>Name of the input convention.</summary>
    public required string Convention { get; init; }

    /// <summary>How EXIF orientation was handled: a value of <c>--orientation</c>.</summary>
    public required string Orientation { get; init; }

    /// <summary>How transparency was handled: a value of <c>--alpha</c>.</summary>
    public required string Alpha { get; init; }
    public required string Dtype { get; init; }
    public required string Device { get; init; }
    public required int Threads { get; init; }
    public required ulong Seed { get; init; }
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>By assembly, the first 16 hexadecimal digits of its SHA-256.</summary>
    public required IReadOnlyDictionary<string, string> Plugins { get; init; }

    /// <summary>Whether every input was processed.</summary>
    public bool Complete { get; set; }

    /// <summary>Batches that were halved after running out of memory; null without any.</summary>
    public IReadOnlyList<BatchHalving>? Halvings { get; set; }
    public List<ManifestInput> Inputs { get; } = [];
    public List<ManifestMap> Maps { get; } = [];
    public List<ManifestFailure> Failures { get; } = [];

    /// <summary>Sorts all entries into the order of the inputs. They arrive grouped by size, as a batch has one size.</summary>
    /// <param name="paths">The input paths as given.</param>
    public void SortByInput(IReadOnlyList<string> paths)
    {
        var places = paths.Index().ToDictionary(path => path.Item, path => path.Index, StringComparer.Ordinal);
        Sort(Inputs, input => places[input.Input]);
        Sort(Maps, map => places[map.Input]);
        Sort(Failures, failure => failure.Input is { } input ? places[input] : -1);

        static void Sort<T>(List<T> list, Func<T, int> place)
        {
            List<T> sorted = [.. list.OrderBy(place)];
            list.Clear();
            list.AddRange(sorted);
        }
    }

    public void Write(string path) => AtomicFile.Write(path, file => JsonSerializer.Serialize(file, this, s_json));
}

/// <summary>The model.</summary>
/// <param name="File">Name of the weights' file.</param>
/// <param name="Sha256">SHA-256 of that file.</param>
/// <param name="ClassifierSha256">SHA-256 of the file of the classifier that was joined to it; null if it has its own.</param>
/// <param name="Card">Depth and widths.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="ClassNames">Names of the classes, or null.</param>
internal sealed record ManifestModel(
    string File, string Sha256, string? ClassifierSha256, string Card, int Classes, IReadOnlyList<string>? ClassNames);

/// <summary>An input that was read. The size is that of the model's input, width first.</summary>
internal sealed record ManifestInput(string Input, string Name, IReadOnlyList<int> Size, IReadOnlyList<double> Logits, string? Sheet);

/// <summary>A map. File paths are relative to the manifest and use slashes.</summary>
/// <param name="Input">Path of the input as given.</param>
/// <param name="Name">The input's name in the output.</param>
/// <param name="Class">Index of the class.</param>
/// <param name="Label">Name of the class, or null if the model has no class names.</param>
/// <param name="Targets">The target arguments that selected the class.</param>
/// <param name="Method">The method argument as given.</param>
/// <param name="Canonical">The method's canonical name, with its layer and all options that differ from their defaults.</param>
/// <param name="File">Path of the raw map (.npy).</param>
/// <param name="Shape">Shape of the raw map.</param>
/// <param name="Dtype">Precision of the raw map.</param>
/// <param name="Min">Smallest value of the map.</param>
/// <param name="Max">Largest value of the map.</param>
/// <param name="Overlay">Path of the overlay picture, or null if it was not drawn.</param>
internal sealed record ManifestMap(
    string Input, string Name, int Class, string? Label, IReadOnlyList<string> Targets, string Method, string Canonical,
    string File, IReadOnlyList<long> Shape, string Dtype, double Min, double Max, string? Overlay);

/// <summary>The reason why maps are missing: for an input, for a method, or for one method on one input.</summary>
internal sealed record ManifestFailure(string? Input, string? Method, string Reason);

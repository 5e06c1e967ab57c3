using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Workbench.Data;
using Workbench.Engine.Passes;

namespace Workbench.Experiments.Attribution;

/// <summary>What <c>manifest.json</c> says: how the maps were made, which inputs, and the file of each map.</summary>
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

    /// <summary>The input convention.</summary>
    public required string Convention { get; init; }

    /// <summary>Which way up pictures were taken.</summary>
    public required string Orientation { get; init; }

    /// <summary>What became of pictures' transparency.</summary>
    public required string Alpha { get; init; }
    public required string Dtype { get; init; }
    public required string Device { get; init; }
    public required int Threads { get; init; }
    public required ulong Seed { get; init; }
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>SHA-256 by assembly, its first 16 digits.</summary>
    public required IReadOnlyDictionary<string, string> Plugins { get; init; }

    /// <summary>Whether every input was gone through.</summary>
    public bool Complete { get; set; }

    /// <summary>Each time that memory ran out and a batch was halved; null where it never did.</summary>
    public IReadOnlyList<BatchHalving>? Halvings { get; set; }
    public List<ManifestInput> Inputs { get; } = [];
    public List<ManifestMap> Maps { get; } = [];
    public List<ManifestFailure> Failures { get; } = [];

    /// <summary>Puts what was told in the order of the inputs: those of one size run together.</summary>
    /// <param name="paths">The inputs, as given.</param>
    public void Order(IReadOnlyList<string> paths)
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

    /// <summary>Writes the manifest as it stands.</summary>
    public void Write(string path) => WholeFile.Write(path, file => JsonSerializer.Serialize(file, this, s_json));
}

/// <summary>The model of a manifest.</summary>
internal sealed record ManifestModel(string File, string Sha256, string Card, int Classes, IReadOnlyList<string>? ClassNames);

/// <summary>An input that was read. The size is the model's input's, width first.</summary>
internal sealed record ManifestInput(string Input, string Name, IReadOnlyList<int> Size, IReadOnlyList<double> Logits, string? Sheet);

/// <summary>A map. Files are relative to the manifest, with slashes.</summary>
/// <param name="Input">As given.</param>
/// <param name="Name">The input's name in the output.</param>
/// <param name="Class">Index of the class.</param>
/// <param name="Label">Name of the class, where it is known.</param>
/// <param name="Targets">How the class was asked for.</param>
/// <param name="Method">As given.</param>
/// <param name="Canonical">The method with its layer and all options that differ from their defaults.</param>
/// <param name="File">The raw map.</param>
/// <param name="Shape">Of the raw map.</param>
/// <param name="Dtype">Of the raw map.</param>
/// <param name="Min">Its smallest value.</param>
/// <param name="Max">Its largest value.</param>
/// <param name="Overlay">The picture.</param>
internal sealed record ManifestMap(
    string Input, string Name, int Class, string? Label, IReadOnlyList<string> Targets, string Method, string Canonical,
    string File, IReadOnlyList<long> Shape, string Dtype, double Min, double Max, string? Overlay);

/// <summary>What there is no map of, and why: an input, a method, or a method for one input.</summary>
internal sealed record ManifestFailure(string? Input, string? Method, string Reason);

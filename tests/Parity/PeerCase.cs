using System.Text.Json;

namespace Workbench.Parity;

/// <summary>One map of an independent implementation, as the reference kit's manifest lists it.</summary>
/// <param name="Id">Method and peer: <c>gradcam.torchray@features.29</c>.</param>
/// <param name="Peer">Who computed it.</param>
/// <param name="Image">Name of the input.</param>
/// <param name="Size">Side of the input, pixels.</param>
/// <param name="Class">The class asked about.</param>
/// <param name="File">Path of the map in the kit.</param>
/// <param name="F32Dev">The peer's own float32 error, relative to the map's maximum.</param>
public sealed record PeerCase(string Id, string Peer, string Image, int Size, int Class, string File, double F32Dev)
{
    /// <summary>Method and peer, without the layer.</summary>
    public string Kind => Id.Split('@')[0];

    /// <summary>The layer where the id names one, else null.</summary>
    public string? Layer => Id.Contains('@') ? Id.Split('@')[1] : null;

    /// <summary>The input's file in the kit.</summary>
    public string Input => $"inputs/{Image}_{Size}.npy";

    /// <summary>Largest deviation, relative to the map's maximum, that counts as equal.</summary>
    /// <param name="single">Whether ours was computed in float32, or the peer's was.</param>
    public double Tolerance(bool single) => single || s_singlePeers.Contains(Kind) ? Math.Max(1e-5, 20 * F32Dev) : 1e-6;

    // These peers compute in float32 inside, whatever they are given.
    private static readonly string[] s_singlePeers = ["grad.torchray_smooth", "fullgrad.pgc"];

    /// <summary>Every case of a kit.</summary>
    /// <param name="kit">Folder that holds <c>manifest.json</c>.</param>
    public static IReadOnlyList<PeerCase> ReadAll(string kit)
    {
        using var manifest = JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(kit, "manifest.json")));
        return [.. manifest.RootElement.GetProperty("cases").EnumerateArray().Select(item => new PeerCase(
            item.GetProperty("id").GetString()!,
            item.GetProperty("peer").GetString()!,
            item.GetProperty("image").GetString()!,
            item.GetProperty("size").GetInt32(),
            item.GetProperty("cls").GetInt32(),
            item.GetProperty("file").GetString()!,
            item.GetProperty("f32_dev").ValueKind == JsonValueKind.Number ? item.GetProperty("f32_dev").GetDouble() : 0)),
];
    }
}

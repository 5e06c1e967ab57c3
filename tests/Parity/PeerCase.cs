using System.Text.Json;

namespace Workbench.Parity;

/// <summary>A map of an independent implementation, from the manifest of the reference kit.</summary>
/// <param name="Id">Method, peer and layer: <c>gradcam.torchray@features.29</c>.</param>
/// <param name="Peer">The implementation that computed it.</param>
/// <param name="Image">Name of the input.</param>
/// <param name="Size">Side of the input, in pixels.</param>
/// <param name="Class">The target class.</param>
/// <param name="File">Path of the map in the kit.</param>
/// <param name="F32Dev">The peer's own float32 error, relative to the map's maximum.</param>
public sealed record PeerCase(string Id, string Peer, string Image, int Size, int Class, string File, double F32Dev)
{
    /// <summary>Method and peer, without the layer.</summary>
    public string Kind => Id.Split('@')[0];

    /// <summary>The layer if the id names one, else null.</summary>
    public string? Layer => Id.Contains('@') ? Id.Split('@')[1] : null;

    /// <summary>Path of the input in the kit.</summary>
    public string Input => $"inputs/{Image}_{Size}.npy";

    /// <summary>Largest deviation, relative to the map's maximum, that counts as equal.</summary>
    /// <param name="single">Whether our map was computed in float32.</param>
    public double Tolerance(bool single) => single || s_singlePeers.Contains(Kind) ? Math.Max(1e-5, 20 * F32Dev) : 1e-6;

    // These peers always compute in float32 internally.
    private static readonly string[] s_singlePeers = ["grad.torchray_smooth", "fullgrad.pgc"];

    /// <summary>All cases of a kit.</summary>
    /// <param name="kit">Folder of the kit, with <c>manifest.json</c>.</param>
    public static IReadOnlyList<PeerCase> ReadAll(string kit)
    {
        using var manifest = JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(kit, "manifest.json")));
        return
        [
            .. manifest.RootElement.GetProperty("cases").EnumerateArray().Select(item => new PeerCase(
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

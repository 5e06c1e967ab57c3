using System.Text.Json;

namespace Workbench.Parity;

/// <summary>A map of an independent implementation, from the manifest of the reference kit.</summary>
/// <param name="Id">Method, peer and layer: <c>gradcam.torchray@features.29</c>.</param>
/// <param name="Peer">The implementation that computed it.</param>
/// <param name="Model">The network in the kit of graphs; empty in the kit of the narrow VGG-16.</param>
/// <param name="Input">Path of the input in the kit.</param>
/// <param name="Class">The target class.</param>
/// <param name="File">Path of the map in the kit.</param>
/// <param name="F32Dev">The peer's own float32 error, relative to the map's maximum.</param>
public sealed record PeerCase(string Id, string Peer, string Model, string Input, int Class, string File, double F32Dev)
{
    /// <summary>Method and peer, without the layer.</summary>
    public string Kind => Id.Split('@')[0];

    /// <summary>The layer if the id names one, else null.</summary>
    public string? Layer => Id.Contains('@') ? Id.Split('@')[1] : null;

    /// <summary>Largest deviation, relative to the map's maximum, that counts as equal.</summary>
    /// <param name="single">Whether our map was computed in float32.</param>
    public double Tolerance(bool single) => single || s_singlePeers.Contains(Kind) ? Math.Max(1e-5, 20 * F32Dev) : 1e-6;

    // These peers always compute in float32 internally.
    private static readonly string[] s_singlePeers = ["grad.torchray_smooth", "fullgrad.pgc", "gradcam_final.pgc"];

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
                item.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.String ? model.GetString()! : "",
                InputOf(item),
                item.GetProperty("cls").GetInt32(),
                item.GetProperty("file").GetString()!,
                item.GetProperty("f32_dev").ValueKind == JsonValueKind.Number ? item.GetProperty("f32_dev").GetDouble() : 0)),
        ];
    }

    // The size is a number of a square image, or a text that the image's name has already.
    private static string InputOf(JsonElement item) => item.GetProperty("size") is { ValueKind: JsonValueKind.Number } size
        ? $"inputs/{item.GetProperty("image").GetString()}_{size.GetInt32()}.npy"
        : $"inputs/{item.GetProperty("image").GetString()}.npy";
}

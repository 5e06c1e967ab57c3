using System.Text.Json;
using Workbench.Parity;

namespace Workbench.Docs;

/// <summary>An independent implementation.</summary>
/// <param name="Name">The last part of its repository's name.</param>
/// <param name="Repository">Owner and name.</param>
/// <param name="Commit">The first ten digits.</param>
internal sealed record Peer(string Name, string Repository, string Commit);

/// <summary>Reference maps of one implementation that one call of ours gives.</summary>
/// <param name="Peer">The implementation.</param>
/// <param name="Call">Our method with its options, without a layer.</param>
/// <param name="Maps">How many maps are compared.</param>
internal sealed record PeerMaps(Peer Peer, string Call, int Maps)
{
    private static readonly IReadOnlyList<PeerMaps> s_all = Read();

    public static IReadOnlyList<PeerMaps> For(string method) => [.. s_all.Where(peer => peer.Call.Split('{', ' ')[0] == method)];

    private static List<PeerMaps> Read()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Repository.Reference("manifest.json")));
        var peers = manifest.RootElement.GetProperty("peers").EnumerateObject()
            .Select(peer => (Key: peer.Name, Peer: Create(peer)))
            .Where(peer => peer.Peer.Commit != "") // the kit's own scripts are not another implementation
            .ToDictionary(peer => peer.Key, peer => peer.Peer, StringComparer.Ordinal);
        return
        [
            .. PeerCase.ReadAll(Repository.Reference())
                .Select(reference => (reference.Peer, Match: Correspondence.FromCase(reference)))
                .Concat(PeerCase.ReadAll(Repository.Reference("graph"))
                    .Select(reference => (reference.Peer, Match: GraphCorrespondence.FromCase(reference))))
                .Where(found => found.Match.Reason is null && peers.ContainsKey(found.Peer))
                .GroupBy(found => (found.Peer, Call: WithoutLayer(found.Match.Call)))
                .Select(group => new PeerMaps(peers[group.Key.Peer], group.Key.Call, group.Count()))
                .OrderBy(found => found.Peer.Repository, StringComparer.Ordinal)
                .ThenBy(found => found.Call, StringComparer.Ordinal),
        ];
    }

    private static Peer Create(JsonProperty peer)
    {
        var repository = peer.Value.GetProperty("repo").GetString()!;
        var commit = peer.Value.GetProperty("commit").GetString() ?? "";
        return new(repository.Split(' ')[0].Split('/')[^1], repository, commit[..Math.Min(10, commit.Length)]);
    }

    private static string WithoutLayer(string call)
    {
        var (at, brace) = (call.IndexOf('@'), call.IndexOf('{'));
        return at < 0 ? call : call[..at] + (brace < 0 ? "" : call[brace..]);
    }
}

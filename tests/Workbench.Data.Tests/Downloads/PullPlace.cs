using System.Net;
using System.Security.Cryptography;
using Workbench.Data.Downloads;

namespace Workbench.Data.Tests.Downloads;

/// <summary>A server, a folder to pull into, and the messages received.</summary>
internal sealed class PullPlace : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // Tests do not use the environment's proxy.
    static PullPlace() => HttpClient.DefaultProxy = new WebProxy();

    /// <param name="file">The published file.</param>
    /// <param name="answers">The server's answers, in order.</param>
    public PullPlace(byte[] file, params Func<ServerRequest, ServerReply, Task>[] answers)
    {
        Server = new ScriptedServer(answers);
        File = new PulledFile(CreatePullable(Server.Url, file), _folder.Root);
    }

    /// <summary>Retries without a wait.</summary>
    public static PullSettings Settings { get; } = new() { Wait = TimeSpan.Zero, Stall = TimeSpan.FromSeconds(30) };

    public ScriptedServer Server { get; }

    public PulledFile File { get; }

    public List<string> Messages { get; } = [];

    public string this[params string[] path] => _folder[path];

    public static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static Pullable CreatePullable(Uri server, byte[] file, long? size = null) => new()
    {
        Name = "thing",
        Description = "a thing",
        Source = new(new Uri(server, "files/thing.bin"), null),
        Size = size ?? file.Length,
        Licence = "none",
        Cite = "no one",
        Check = new Checksum(HashAlgorithmName.SHA256, Convert.ToHexStringLower(SHA256.HashData(file))[..8]),
    };

    public byte[] Pulled => System.IO.File.ReadAllBytes(File.Path);

    public int PartLength => System.IO.File.Exists(File.PartialPath) ? (int)new FileInfo(File.PartialPath).Length : 0;

    public async Task<bool> Pull(
        PullSettings? settings = null,
        string? from = null,
        bool again = false,
        Action<PullProgress>? progress = null,
        PulledFile? file = null,
        CancellationTokenSource? stop = null)
    {
        using var puller = new Puller(settings ?? Settings);
        return await puller.Pull(
            file ?? File,
            from is null ? null : PullSource.FromText(from, File.Item),
            again,
            new PullReporter(Messages.Add, progress ?? (_ => { })),
            stop?.Token ?? TestContext.Current.CancellationToken);
    }

    public async Task<string> PullAndGetError(PullSettings? settings = null, string? from = null, PulledFile? file = null) =>
        (await Should.ThrowAsync<PullException>(() => Pull(settings, from, file: file))).Message;

    /// <summary>Names of the files in the pulled file's folder, without the lock.</summary>
    public IEnumerable<string> RemainingFiles =>
        Directory
            .EnumerateFiles(Path.GetDirectoryName(File.Path)!)
            .Select(path => Path.GetFileName(path)!)
            .Where(name => name != ".lock")
            .Order(StringComparer.Ordinal);

    public void Dispose()
    {
        Server.Dispose();
        _folder.Dispose();
    }
}

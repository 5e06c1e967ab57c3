using System.Net;
using System.Reflection;

namespace Workbench.Data.Downloads;

/// <summary>Fetches files into the cache. One process at a time writes a file; another waits for it.</summary>
public sealed class Puller : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _client;
    private readonly PullSettings _settings;

    /// <param name="settings">How files are fetched.</param>
    public Puller(PullSettings settings)
    {
        _settings = settings;
        var handler = new SocketsHttpHandler
        {
            MaxAutomaticRedirections = settings.Redirects,
            ConnectTimeout = settings.Connect,
            UseCookies = false,
        };
        if (settings.Proxy is { } proxy) handler.Proxy = new WebProxy(proxy) { Credentials = Credentials(proxy) };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd($"workbench/{Assembly.GetExecutingAssembly().GetName().Version?.ToString(2)}");
    }

    /// <summary>Sees to it that a file is here and the right one.</summary>
    /// <param name="file">The file.</param>
    /// <param name="from">Where it is instead of where it is published, or null.</param>
    /// <param name="again">Whether to fetch it although it is here; the old file stays until the new one is whole.</param>
    /// <param name="news">Where to say what happens.</param>
    /// <param name="cancel">Ends it; what has come stays for the next time.</param>
    /// <returns>Whether it was fetched: false where it was here.</returns>
    /// <exception cref="PullException">It cannot be had.</exception>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of permission.</exception>
    public async Task<bool> Pull(PulledFile file, PullSource? from, bool again, PullNews news, CancellationToken cancel)
    {
        if (!again && IsHere(file, cancel)) return false;
        Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
        using var turn = await Turn(file, news, cancel).ConfigureAwait(false);
        if (!again && IsHere(file, cancel)) return false;
        using var partial = new PartialFile(file.Partial);
        var source = from ?? new PullSource(file.Item.Url, null);
        var resumed = partial.WasHere > 0;
        await Fetch(partial, file, source, news, cancel).ConfigureAwait(false);
        var finding = file.Item.Proof.Of(file.Partial, cancel);
        if (!finding.Holds && resumed && partial.WasHere > 0)
        {
            news.Tell(
                $"It has {finding.Found} where {file.Item.Proof.Expected} is expected, and a part of it was from before: all of it follows once more."
            );
            partial.Clear();
            await Fetch(partial, file, source, news, cancel).ConfigureAwait(false);
            finding = file.Item.Proof.Of(file.Partial, cancel);
        }
        if (!finding.Holds)
        {
            partial.Delete();
            throw new PullException(
                $"{source} is not {file.Item.File}: it has {finding.Found} where {file.Item.Proof.Expected} is expected. What has come is deleted. {file.Elsewhere}"
            );
        }
        partial.MoveTo(file.Path);
        file.Remember(finding.Found, $"{source}");
        return true;
    }

    private static bool IsHere(PulledFile file, CancellationToken cancel) =>
        file.Exists && (file.Fault(cancel: cancel) is { } fault ? throw new PullException(fault) : true);

    private async Task Fetch(PartialFile partial, PulledFile file, PullSource source, PullNews news, CancellationToken cancel)
    {
        if (source.File is { } path) LocalCopy.Into(partial, file, path, news, cancel);
        else await new HttpFetch(_client, _settings, news).Into(partial, file, source.Url!, cancel).ConfigureAwait(false);
    }

    // The lock is the open file, so that it ends with its process; the file itself stays.
    private static async Task<FileStream> Turn(PulledFile file, PullNews news, CancellationToken cancel)
    {
        var path = Path.Combine(Path.GetDirectoryName(file.Path)!, ".lock");
        for (var told = false; ; told = true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                if (!told) news.Tell($"Another program is fetching {file.Item.Name}; this one waits for it.");
                await Task.Delay(s_look, cancel).ConfigureAwait(false);
            }
        }
    }

    private static NetworkCredential? Credentials(Uri proxy) =>
        proxy.UserInfo.Length == 0
            ? null
            : new(
                Uri.UnescapeDataString(proxy.UserInfo.Split(':')[0]),
                Uri.UnescapeDataString(proxy.UserInfo.Split(':', 2) is [_, var password] ? password : ""));

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}

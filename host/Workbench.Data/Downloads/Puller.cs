using System.Net;
using System.Reflection;

namespace Workbench.Data.Downloads;

/// <summary>Fetches files into the cache. One process at a time writes a file; others wait.</summary>
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

    /// <summary>Ensures that a file is here and the right one.</summary>
    /// <param name="file">The file.</param>
    /// <param name="from">Another source than the published URL, or null.</param>
    /// <param name="again">Whether to fetch it although it is here; the old file stays until the new one is complete.</param>
    /// <param name="news">Receives progress and messages.</param>
    /// <param name="cancel">Cancels the pull; the bytes received are kept for the next time.</param>
    /// <returns>True if the file was fetched; false if it was here.</returns>
    /// <exception cref="PullException">The file cannot be fetched.</exception>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to write the cache.</exception>
    public async Task<bool> Pull(PulledFile file, PullSource? from, bool again, PullReporter news, CancellationToken cancel)
    {
        if (!again && IsHere(file, cancel)) return false;
        Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
        using var turn = await AcquireLock(file, news, cancel).ConfigureAwait(false);
        if (!again && IsHere(file, cancel)) return false;
        using var partial = new PartialFile(file.PartialPath);
        var source = from ?? file.Item.Source;
        var resumed = partial.InitialLength > 0;
        await Fetch(partial, file, source, news, cancel).ConfigureAwait(false);
        var finding = file.Item.Check.Run(file.PartialPath, cancel);
        if (!finding.IsRightFile && resumed && partial.InitialLength > 0)
        {
            news.Message(
                $"Expected {file.Item.Check.Expected}, found {finding.Found}. "
                + "Part of the file was from an earlier pull; fetching all of it again.");
            partial.Clear();
            await Fetch(partial, file, source, news, cancel).ConfigureAwait(false);
            finding = file.Item.Check.Run(file.PartialPath, cancel);
        }
        if (!finding.IsRightFile)
        {
            partial.Delete();
            throw new PullException(
                $"{source} is not {file.Item.File}: expected {file.Item.Check.Expected}, found {finding.Found}. The download was deleted. "
                + file.ManualInstructions);
        }
        partial.MoveTo(file.Path);
        file.StoreCheckResult(finding.Found, $"{source}");
        return true;
    }

    private static bool IsHere(PulledFile file, CancellationToken cancel) =>
        file.Exists && (file.FindFault(cancel: cancel) is { } fault ? throw new PullException(fault) : true);

    private async Task Fetch(PartialFile partial, PulledFile file, PullSource source, PullReporter news, CancellationToken cancel)
    {
        if ((source.File ?? source.Package?.Restore(_settings, cancel)) is { } path)
            LocalCopy.CopyInto(partial, file, path, news, cancel);
        else await new HttpFetch(_client, _settings, news).FetchInto(partial, file, source.Url!, cancel).ConfigureAwait(false);
    }

    // The open file is the lock, so it is released when the process ends; the file itself stays.
    private static async Task<FileStream> AcquireLock(PulledFile file, PullReporter news, CancellationToken cancel)
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
                if (!told) news.Message($"Another process is fetching {file.Item.Name}; waiting for it.");
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

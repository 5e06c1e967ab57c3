using System.Net;
using System.Net.Http.Headers;

namespace Workbench.Data.Downloads;

/// <summary>
/// Fetches a file over HTTP into a partial file. After a broken connection the next try resumes where the last one stopped, if the server
/// supports it.
/// </summary>
/// <param name="client">Follows redirects; has no time limit of its own.</param>
/// <param name="settings">Limits.</param>
/// <param name="news">Receives progress and messages.</param>
internal sealed class HttpFetch(HttpClient client, PullSettings settings, PullReporter news)
{
    private const int Chunk = 1 << 17;

    /// <exception cref="PullException">The file cannot be fetched from there.</exception>
    public async Task FetchInto(PartialFile partial, PulledFile file, Uri url, CancellationToken cancel)
    {
        var (failures, longest) = (0, partial.Length);
        var reached = false;
        while (!partial.IsWhole)
        {
            try
            {
                using var response = await SendRequest(partial, url, cancel).ConfigureAwait(false);
                reached = true;
                if (!Accept(response, partial, file, url)) continue;
                await ReadBody(response, partial, file, url, cancel).ConfigureAwait(false);
                return;
            }
            catch (HttpRequestException error) when (!reached && error.HttpRequestError
                is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError)
            {
                throw new PullException($"Cannot connect to {Host(url)} ({Reason(error)}). {file.ManualInstructions}", error);
            }
            catch (HttpRequestException error) when (error.HttpRequestError is HttpRequestError.SecureConnectionError)
            {
                throw new PullException($"The secure connection to {url.Host} failed ({Reason(error)}). {file.ManualInstructions}", error);
            }
            catch (Exception error) when (error is HttpRequestException or BrokenTransferException)
            {
                failures = partial.Length > longest ? 1 : failures + 1;
                longest = Math.Max(longest, partial.Length);
                if (failures >= settings.Tries)
                {
                    var kept = partial.Length > 0
                        ? $" The {ByteCount.Format(partial.Length)} received so far are kept; the same command resumes from there."
                        : "";
                    throw new PullException(
                        $"{url} failed {failures} times in a row: {Reason(error)}.{kept} Or: {file.ManualInstructions}",
                        error);
                }
                await Wait(error, failures, cancel).ConfigureAwait(false);
            }
        }
    }

    private async Task Wait(Exception error, int failures, CancellationToken cancel)
    {
        var wait = settings.Wait * Math.Pow(2, failures - 1);
        if (error is BrokenTransferException { Wait: { } asked } && asked > wait) wait = asked;
        if (wait > settings.LongestWait) wait = settings.LongestWait;
        news.Message($"{Capital(Reason(error))}; retrying{(wait >= TimeSpan.FromSeconds(1) ? $" in {wait.TotalSeconds:0} s" : "")}.");
        await Task.Delay(wait, cancel).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendRequest(PartialFile partial, Uri url, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (partial.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(partial.Length, null);
            // For a file of another server, the checksum alone decides whether the parts belong together.
            if (partial.Origin!.Url == $"{url}") request.Headers.IfRange = partial.Origin.Condition;
        }
        return await WithStallLimit(token => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), url, cancel)
            .ConfigureAwait(false);
    }

    // True: the response body continues the partial file, or starts it. False: the partial file was discarded; ask again from byte 0.
    private static bool Accept(HttpResponseMessage response, PartialFile partial, PulledFile file, Uri url)
    {
        var range = response.Content.Headers.ContentRange;
        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent when range?.From == partial.Length && Continues(response, partial, url):
                return true;
            // The file has changed, or the server counts wrongly: start from byte 0. That request has no range which the server could
            // refuse again.
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable when partial.Length > 0:
                partial.Clear();
                return false;
            case HttpStatusCode.OK:
                var total = response.Content.Headers.ContentLength;
                Require(total, file, url);
                partial.Begin(
                    new PartialFileOrigin($"{url}", response.Headers.ETag?.ToString(), response.Content.Headers.LastModified, total));
                return true;
            case >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests:
                throw new BrokenTransferException($"{url.Host} answered {Status(response)}") { Wait = response.Headers.RetryAfter?.Delta };
            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                throw new PullException(
                    $"{url} answered {Status(response)}: the file does not exist or was removed. {file.ManualInstructions}");
            case HttpStatusCode.ProxyAuthenticationRequired:
                throw new PullException($"The proxy answered {Status(response)}: give its address as 'http://NAME:PASSWORD@HOST:PORT'.");
            case >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest:
                var target = response.Headers.Location is { } to ? $" (last: '{to}')" : "";
                throw new PullException($"{url} redirects too many times or to a disallowed address{target}. {file.ManualInstructions}");
            default:
                throw new PullException($"{url} answered {Status(response)}. {file.ManualInstructions}");
        }
    }

    private static bool Continues(HttpResponseMessage response, PartialFile partial, Uri url)
    {
        var (of, range) = (partial.Origin, response.Content.Headers.ContentRange!);
        if (of is null || (of.Total ?? range.Length) != (range.Length ?? of.Total)) return false;
        return of.Url == $"{url}"
            ? of.Tag is null || response.Headers.ETag is not { } tag || $"{tag}" == of.Tag
            : of.Total is not null && range.Length is not null;
    }

    private async Task ReadBody(HttpResponseMessage response, PartialFile partial, PulledFile file, Uri url, CancellationToken cancel)
    {
        var total = partial.Origin!.Total;
        RequireRoom(file, (total ?? file.Item.Size) - partial.Length);
        if (partial.Length > 0) news.Message($"{ByteCount.Format(partial.Length)} are already here; fetching the rest.");
        var body = await WithStallLimit(token => response.Content.ReadAsStreamAsync(token), url, cancel).ConfigureAwait(false);
        var chunk = new byte[Chunk];
        while (await WithStallLimit(token => body.ReadAsync(chunk, token).AsTask(), url, cancel).ConfigureAwait(false) is > 0 and var read)
        {
            if (partial.Length + read > (total ?? MaxSize(file)))
            {
                partial.Clear();
                throw new PullException(
                    $"{url} sent more than {ByteCount.Format(total ?? MaxSize(file))}, so it is not {file.Item.File}. "
                    + $"{file.ManualInstructions}"
                );
            }
            partial.Append(chunk.AsSpan(0, read));
            news.Progress(new(partial.Length, total ?? Math.Max(partial.Length, file.Item.Size)));
        }
        if (partial.Length < (total ?? MinSize(file)))
            throw new BrokenTransferException($"the connection to {url.Host} ended after {ByteCount.Format(partial.Length)}");
    }

    // A server that is silent for too long counts as a lost connection.
    private async Task<T> WithStallLimit<T>(Func<CancellationToken, Task<T>> step, Uri url, CancellationToken cancel)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        stall.CancelAfter(settings.Stall);
        try
        {
            return await step(stall.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!cancel.IsCancellationRequested && error.InnerException is TimeoutException)
        {
            throw new HttpRequestException(
                HttpRequestError.ConnectionError,
                null,
                new IOException($"no answer within {settings.Connect.TotalSeconds:0.#} s", error));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new BrokenTransferException($"{url.Host} sent nothing for {settings.Stall.TotalSeconds:0.#} s");
        }
        catch (IOException error)
        {
            throw new BrokenTransferException($"the connection to {url.Host} was lost ({Reason(error)})", error);
        }
    }

    // Rejects log-in pages and absurd content lengths.
    private static void Require(long? total, PulledFile file, Uri url)
    {
        if (total < MinSize(file) || total > MaxSize(file))
            throw new PullException(
                $"{url} answered with {ByteCount.Format(total.Value)}, but about {ByteCount.Format(file.Item.Size)} are expected. "
                + $"It is not {file.Item.File}; it may be a network's log-in page. {file.ManualInstructions}");
    }

    /// <exception cref="PullException">The disk has too little room.</exception>
    internal static void RequireRoom(PulledFile file, long needed)
    {
        long free;
        try
        {
            free = new DriveInfo(Path.GetDirectoryName(file.Path)!).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return;   // the write itself will fail if there is too little room
        }
        if (free < needed)
            throw new PullException(
                $"'{Path.GetDirectoryName(file.Path)}' has {ByteCount.Format(free)} free, "
                + $"but {file.Item.File} needs {ByteCount.Format(needed)}. Free some space, or set WORKBENCH_CACHE to another folder.");
    }

    private static long MinSize(PulledFile file) => file.Item.Size / 2;

    private static long MaxSize(PulledFile file) => file.Item.Size * 2;

    private string Host(Uri url) => settings.Proxy is { } proxy ? $"{url.Host} through the proxy {proxy.Host}:{proxy.Port}" : url.Host;

    private static string Status(HttpResponseMessage response) => $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();

    private static string Reason(Exception error) =>
        (error is HttpRequestException { InnerException: { } inner } ? inner : error).Message.TrimEnd('.');

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

using Bifrost.Tests.Testing;
using Bifrost.Web.Console.Exports;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>Each list can be linked to and taken away as it is shown.</summary>
[Collection(PageTests.Name)]
public sealed class ListExportTests
{
    [Theory]
    [InlineData("/virtual-keys?q=search&state=active&sort=name", "name,last_four,team,customer,models", "search")]
    [InlineData("/providers", "name,kind,address,enabled", "openai")]
    [InlineData("/customers-and-teams?q=acme", "kind,name,customer,models", "Acme")]
    [InlineData("/models-and-prices?q=lab%2Fgpt-4o&show=own", "model,input_per_mtok", "lab/gpt-4o")]
    [InlineData("/operators", "name,email,role,state", "Ada Lovelace")]
    [InlineData("/audit?action=setup.claimed", "sequence,id,time", "setup.claimed")]
    [InlineData("/requests?status=403", "request_id,time,virtual_key", ",403,")]
    public async Task A_list_is_copied_as_a_link_and_taken_away_as_it_is_shown(string url, string header, string content)
    {
        var seeded = await SeededSite.SharedAsync();
        await using var visitor = await seeded.OpenAsync(url);
        var page = visitor.Page;
        await Expect(page.Locator(".table").First).ToBeVisibleAsync();
        Assert.EndsWith(url, await page.GetByRole(AriaRole.Button, new() { Name = "Copy link to this view" }).GetAttributeAsync("data-copy"), StringComparison.Ordinal);

        var link = page.Locator(".page-action a[download]").First;
        await Expect(link).ToHaveTextAsync("CSV");
        var response = await page.APIRequest.GetAsync((await link.GetAttributeAsync("href"))!);
        var lines = (await response.TextAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(200, response.Status);
        Assert.StartsWith(header, lines[0], StringComparison.Ordinal);
        Assert.NotEmpty(lines[1..]);
        Assert.Contains(lines[1..], line => line.Contains(content, StringComparison.Ordinal));
        Assert.True(!url.Contains('?', StringComparison.Ordinal) || lines[1..].All(line => line.Contains(content, StringComparison.OrdinalIgnoreCase)), "A row passes the filter that should not.");
        Assert.Equal(await page.Locator(".table-frame").Last.Locator("tbody tr").CountAsync(), lines.Length - 1);
        Assert.NotEmpty(await SeededSite.EventsAsync(page, "export.completed"));
        await using var stranger = await seeded.Site.OpenAsync();
        Assert.Contains("/sign-in", (await stranger.Page.APIRequest.GetAsync((await link.GetAttributeAsync("href"))!)).Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_are_written_so_that_no_spreadsheet_runs_them()
    {
        using var output = new MemoryStream();
        var time = new DateTime(2026, 11, 27, 9, 5, 1, DateTimeKind.Utc);
        var count = await CsvTable.WriteAsync(output, ["a", "b", "c", "d", "e", "f"], RowsAsync(["=1+1", 0.5m, time, true, null, new[] { "x", "y\"" }], ["  @sum", -1, time, false, "ü", "line\nbreak"], ["never", 0, null, null, null, null]), 2, TestContext.Current.CancellationToken);

        Assert.Equal(2, count);
        Assert.Equal(
            "a,b,c,d,e,f\r\n'=1+1,0.5,2026-11-27T09:05:01Z,true,,\"x, y\"\"\"\r\n'  @sum,-1,2026-11-27T09:05:01Z,false,ü,\"line\nbreak\"\r\n",
            System.Text.Encoding.UTF8.GetString(output.ToArray()));

        static async IAsyncEnumerable<object?[]> RowsAsync(params object?[][] rows)
        {
            foreach (var row in rows)
            {
                yield return row;
            }

            await Task.CompletedTask;
        }
    }
}

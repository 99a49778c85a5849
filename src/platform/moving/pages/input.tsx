import { writeCsv } from '../../../base/csv/write.ts'
import { showMoment } from '../../../base/moment.ts'
import { Button, Buttons } from '../../../ui/button.tsx'
import { Details } from '../../../ui/details.tsx'
import { FileField, SelectField, TextAreaField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { href } from '../../../ui/link.ts'
import { Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { StatusTag } from '../../../ui/tag.tsx'
import type { RouteRequest } from '../../routing/route.ts'
import { mappingDifference } from '../mapping/difference.ts'
import { charactersAsCsv } from '../service/moves.ts'
import type { OpenMove } from '../service/tools.ts'
import { count, movePath } from './common.tsx'

export const Files = ({ open, request, manages }: { open: OpenMove; request: RouteRequest; manages: boolean }) => {
  const { language } = request
  const ja = language === 'ja'
  return (
    <Section title={ja ? '1　旧システムのファイル' : '1  Files of the old system'} id="files">
      <Table
        language={language}
        caption={{ ja: 'ファイルの一覧', en: 'Files' }}
        captionHidden
        columns={[
          { title: { ja: '種類', en: 'Kind' } },
          { title: { ja: '受け入れたファイル', en: 'Received' } },
          { title: { ja: '大きさ（バイト）', en: 'Bytes' }, numeric: true },
          { title: { ja: '受入れ', en: 'When' } },
        ]}
        rows={open.layout.files.map(file => {
          const row = open.files.find(one => one.file === file.id)
          return {
            cells: [
              `${file.title[language]}（${file.pattern}）`,
              row ? (
                row.name
              ) : (
                <StatusTag tone={file.required ? 'warning' : 'neutral'}>
                  {file.required ? (ja ? '必要です' : 'Needed') : ja ? 'なし' : 'None'}
                </StatusTag>
              ),
              row ? count(row.size) : '',
              row ? `${showMoment(row.put_at, language)} ${row.put_by_name}` : '',
            ],
          }
        })}
      />
      {manages ? (
        <Form language={language} path={movePath(open.move.id, '/files')} csrf={request.csrf} files>
          <FileField
            language={language}
            name="file"
            required
            label={{ ja: 'ファイル', en: 'File' }}
            help={{
              ja: '名前から種類を見分けます。数百MBのものは、管理者が musubi move-in で入れてください。暗号化して保管します。',
              en: 'Its name tells its kind. Very large ones are put by the operator with musubi move-in. Kept encrypted.',
            }}
            accept=".csv,.txt,.tsv,.dat"
          />
          <SelectField
            language={language}
            name="kind"
            label={{ ja: '種類', en: 'Kind' }}
            empty={{ ja: '名前から見分ける', en: 'Tell by its name' }}
            choices={open.layout.files.map(file => ({ value: file.id, label: file.title[language] }))}
          />
          <Buttons>
            <Button look="secondary">{ja ? 'ファイルを入れる' : 'Put the file'}</Button>
          </Buttons>
        </Form>
      ) : null}
    </Section>
  )
}

export const Mapping = ({ open, request, manages }: { open: OpenMove; request: RouteRequest; manages: boolean }) => {
  const { language } = request
  const ja = language === 'ja'
  const { mapping, move } = open
  const differs = mapping.copied ? mappingDifference(mapping.copied, mapping.content) : []
  return (
    <Section title={ja ? '2　項目の対応づけと文字' : '2  Mapping and characters'} id="mapping">
      <ul>
        {mapping.content.targets.map(target => (
          <li>
            <a href={href(language, movePath(move.id, `/mapping/${target.id}`))}>
              {open.layout.files.find(file => file.id === target.file)?.title[language] ?? target.file}
              {ja
                ? ` の対応づけ（${Object.keys(target.fields).length}項目）`
                : `: ${Object.keys(target.fields).length} fields`}
            </a>
          </li>
        ))}
      </ul>
      {differs.length ? (
        <p>
          {ja
            ? `元にした対応づけと違う項目が${differs.length}件あります: `
            : `${differs.length} differ from where it began: `}
          {differs.map(one => `${one.target}.${one.column}`).join('、')}
        </p>
      ) : null}
      {manages ? (
        <>
          <Form
            language={language}
            path={movePath(move.id, '/share')}
            csrf={request.csrf}
            hidden={{ shared: mapping.shared ? 'no' : 'yes' }}
          >
            <Buttons>
              <Button look="quiet">
                {mapping.shared
                  ? ja
                    ? '他の団体への共有をやめる'
                    : 'Stop sharing'
                  : ja
                    ? 'この対応づけを他の団体に共有する'
                    : 'Share this mapping with others'}
              </Button>
            </Buttons>
          </Form>
          <Details
            summary={ja ? '外字と縮退の表' : 'Table of private characters'}
            open={Object.keys(move.characters.registered).length > 0}
          >
            <Form language={language} path={movePath(move.id, '/characters')} csrf={request.csrf}>
              <TextAreaField
                language={language}
                name="characters"
                rows={8}
                label={{ ja: '外字と縮退の表（CSV）', en: 'Table (CSV)' }}
                help={{
                  ja: '1行に「外字,U+E000,髙」か「縮退,髙,高」。表にない外字は、置き換えずにその行を取り込みません。',
                  en: 'One a line: 外字,U+E000,髙 or 縮退,髙,高. A row with a private character that is not here is refused.',
                }}
                value={writeCsv(charactersAsCsv(move.characters))}
              />
              <Buttons>
                <Button look="secondary">{ja ? '表を保存する' : 'Save the table'}</Button>
              </Buttons>
            </Form>
          </Details>
        </>
      ) : null}
    </Section>
  )
}

import type { Language } from '../../src/base/bilingual.ts'
import { Button, Buttons, LinkButton } from '../../src/ui/button.tsx'
import { Card, Cards } from '../../src/ui/card.tsx'
import { DefinitionList } from '../../src/ui/definition-list.tsx'
import { Details } from '../../src/ui/details.tsx'
import { Empty } from '../../src/ui/empty.tsx'
import { ErrorSummary } from '../../src/ui/error-summary.tsx'
import { CheckField, ChoicesField, FileField, SelectField, TextAreaField, TextField } from '../../src/ui/field.tsx'
import { Form } from '../../src/ui/form.tsx'
import { href } from '../../src/ui/link.ts'
import { Notice } from '../../src/ui/notice.tsx'
import { Columns, Figures, PageHeading, Section } from '../../src/ui/page.tsx'
import { Pagination } from '../../src/ui/pagination.tsx'
import { PointMap } from '../../src/ui/point-map.tsx'
import { SearchForm } from '../../src/ui/search-form.tsx'
import { Steps } from '../../src/ui/steps.tsx'
import { Table } from '../../src/ui/table.tsx'
import { Tabs } from '../../src/ui/tabs.tsx'
import { StatusTag, Tag } from '../../src/ui/tag.tsx'

interface DemoProps {
  readonly language: Language
  readonly csrf: string
}

const problems = [
  {
    field: 'name',
    message: {
      ja: '氏名又は名称を入力してください。個人の場合は戸籍のとおりに入力します。',
      en: 'Enter the name of the person or business.',
    },
  },
  { field: 'kinds', message: { ja: '業の種類を1つ以上選んでください。', en: 'Choose at least one kind.' } },
]

/** Every component once, in the words of the field: looked at by people, walked through by axe. */
export const Components = ({ language, csrf }: DemoProps) => {
  const t = (ja: string, en: string) => (language === 'ja' ? ja : en)
  return (
    <>
      <PageHeading
        title={t('産業廃棄物処理業許可', 'Waste treatment permits')}
        lead={t(
          '県内で産業廃棄物の収集運搬や処分を行う事業者の許可を、番号・名称・品目から調べられます。',
          'Look up the permits of businesses that collect, transport or treat industrial waste, by number, name or kind of waste.',
        )}
        tags={
          <>
            <StatusTag tone="good">{t('有効', 'Valid')}</StatusTag>
            <StatusTag tone="waiting">{t('更新審査中', 'Renewal pending')}</StatusTag>
            <StatusTag tone="warning">{t('期限間近', 'Expires soon')}</StatusTag>
            <StatusTag tone="bad">{t('取消し', 'Revoked')}</StatusTag>
            <StatusTag tone="sample">{t('見本', 'Sample')}</StatusTag>
            <Tag>{t('優良認定', 'Excellent operator')}</Tag>
          </>
        }
      >
        <LinkButton language={language} path="/demo/new">
          {t('更新を申請する', 'Apply for renewal')}
        </LinkButton>
        <LinkButton language={language} path="/demo/history" look="secondary">
          {t('変更履歴', 'History')}
        </LinkButton>
      </PageHeading>
      <Tabs
        language={language}
        label={{ ja: '表示', en: 'Views' }}
        tabs={[
          { title: { ja: '一覧', en: 'List' }, path: '/demo', current: true, count: 4021 },
          { title: { ja: '地図', en: 'Map' }, path: '/demo/map' },
        ]}
      />
      <SearchForm
        language={language}
        path="/demo"
        label={{ ja: '許可を探す', en: 'Find permits' }}
        query="仙台"
        queryHelp={{
          ja: '名称・フリガナ・許可番号の一部でも探せます。',
          en: 'Part of a name, its kana or a permit number will do.',
        }}
        active
        folded
      >
        <SelectField
          language={language}
          name="kind"
          label={{ ja: '業の種類', en: 'Kind' }}
          empty={{ ja: 'すべて', en: 'All' }}
          choices={[{ value: '1', label: t('収集運搬', 'Collection and transport') }]}
        />
      </SearchForm>
      <Table
        language={language}
        caption={{ ja: '許可の一覧', en: 'Permits' }}
        columns={[
          { title: { ja: '名称', en: 'Name' }, sort: { path: '/demo?sort=name', now: 'ascending' } },
          { title: { ja: '許可番号', en: 'Number' }, sort: { path: '/demo?sort=number' } },
          { title: { ja: '許可期限', en: 'Expires' } },
          { title: { ja: '車両', en: 'Vehicles' }, numeric: true },
          { title: { ja: '状態', en: 'State' } },
        ]}
        rows={[
          {
            cells: [
              <a href="/demo/1">見本髙橋環境サービス株式会社</a>,
              '00401234567',
              t('令和9年3月31日', '31 March 2027'),
              '128',
              <StatusTag tone="good">{t('有効', 'Valid')}</StatusTag>,
            ],
          },
          {
            cells: [
              <a href="/demo/2">見本﨑山運輸有限会社</a>,
              '00407654321',
              t('令和8年12月20日', '20 December 2026'),
              '7',
              <StatusTag tone="warning">{t('期限間近', 'Expires soon')}</StatusTag>,
            ],
            tone: 'warning',
          },
          {
            cells: [
              '見本産業',
              '00400000019',
              t('令和6年4月1日', '1 April 2024'),
              '0',
              <StatusTag>{t('失効', 'Lapsed')}</StatusTag>,
            ],
            tone: 'muted',
          },
        ]}
      />
      <Pagination language={language} path="/demo" query={new URLSearchParams('q=仙台')} before="a" after="b" />
      <Columns>
        <Section title={t('許可の内容', 'The permit')}>
          <DefinitionList
            language={language}
            items={[
              { term: { ja: '名称', en: 'Name' }, value: '見本髙橋環境サービス株式会社' },
              { term: { ja: '所在地', en: 'Address' }, value: t('見本市中央一丁目2番3号', '1-2-3 Chuo, Mihon City') },
              { term: { ja: '備考', en: 'Remarks' }, value: '' },
            ]}
          />
          <Details summary={t('許可の条件', 'Conditions')}>
            <p>{t('石綿含有産業廃棄物を除く。', 'Waste containing asbestos is excluded.')}</p>
          </Details>
        </Section>
        <Section title={t('今日の状況', 'Today')}>
          <Figures
            items={[
              {
                label: t('有効な許可', 'Valid permits'),
                value: '4,021',
                unit: t('件', ''),
                note: t('11月22日現在', 'on 22 November'),
              },
              { label: t('期限まで60日以内', 'Within 60 days'), value: '37', unit: t('件', '') },
            ]}
          />
        </Section>
      </Columns>
      <Section title={t('入口', 'Ways in')}>
        <Cards>
          <Card
            language={language}
            title={t('事業者を調べる', 'Find an operator')}
            path="/demo/operators"
            tags={<Tag>{t('環境', 'Environment')}</Tag>}
          >
            <p>{t('名称や番号から探します。', 'By name or number.')}</p>
          </Card>
          <Card language={language} title={t('統計', 'Statistics')}>
            <p>{t('準備しています。', 'In preparation.')}</p>
          </Card>
        </Cards>
        <Steps
          language={language}
          label={{ ja: '申請の流れ', en: 'Steps' }}
          steps={[
            { ja: '入力', en: 'Fill in' },
            { ja: '確認', en: 'Check' },
            { ja: '受付', en: 'Received' },
          ]}
          current={1}
        />
        <Notice tone="info" title={t('更新の申請について', 'About renewal')}>
          <p>{t('許可期限の3か月前から受け付けます。', 'Accepted from three months before expiry.')}</p>
        </Notice>
        <Notice tone="success" title={t('保存しました', 'Saved')} />
        <Notice tone="warning" title={t('確認してください', 'Please check')}>
          <p>{t('期限が近づいています。', 'The date is near.')}</p>
        </Notice>
        <Notice tone="error" title={t('取り込めません', 'Cannot import')} />
        <PointMap language={language} label={{ ja: '施設の地図', en: 'Map of facilities' }} points="/demo/points" />
        <Empty title={t('該当する許可はありません', 'No permit matches')}>
          <p>{t('条件を減らして、もう一度お試しください。', 'Try fewer conditions.')}</p>
        </Empty>
      </Section>
      <Section title={t('更新の申請', 'Renewal')}>
        <ErrorSummary language={language} problems={problems} />
        <Form language={language} path="/demo" csrf={csrf} label={{ ja: '更新申請', en: 'Renewal' }} files>
          <TextField
            language={language}
            name="name"
            label={{ ja: '氏名又は名称', en: 'Name' }}
            help={{ ja: '登記されているとおりに入力してください。', en: 'As it is registered.' }}
            required
            problems={problems}
            autocomplete="organization"
          />
          <TextField
            language={language}
            name="number"
            label={{ ja: '許可番号', en: 'Number' }}
            width="medium"
            inputmode="numeric"
            value="00401234567"
          />
          <TextField language={language} name="day" type="date" label={{ ja: '申請年月日', en: 'Date' }} required />
          <ChoicesField
            language={language}
            name="kinds"
            label={{ ja: '業の種類', en: 'Kinds' }}
            several
            required
            problems={problems}
            values={['2']}
            choices={[
              { value: '1', label: t('収集運搬（積替え・保管を含まない）', 'Transport without storage') },
              { value: '2', label: t('処分', 'Treatment'), help: t('中間処理と最終処分', 'Intermediate and final') },
            ]}
          />
          <TextAreaField language={language} name="reason" label={{ ja: '変更の理由', en: 'Reason' }} />
          <FileField language={language} name="plan" label={{ ja: '添付書類', en: 'Attachment' }} />
          <CheckField language={language} name="agree" label={{ ja: '記載に誤りはありません', en: 'All is correct' }} />
          <Buttons>
            <Button>{t('確認へ進む', 'Continue')}</Button>
            <Button look="secondary" name="draft" value="1" unchecked>
              {t('下書きを保存', 'Save draft')}
            </Button>
            <Button look="danger" name="remove" value="1">
              {t('申請を取り下げる', 'Withdraw')}
            </Button>
            <Button look="quiet" action={href(language, '/broken')}>
              {t('故障を試す', 'Try a fault')}
            </Button>
          </Buttons>
        </Form>
      </Section>
    </>
  )
}
